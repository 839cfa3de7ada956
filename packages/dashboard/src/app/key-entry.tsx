/** Asks for an API key. The server keeps it in a cookie that no script can read. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId } from "react";
import { signIn as signInWith, signOut } from "../api/request.ts";
import { Button } from "../ui/button.tsx";
import controls from "../ui/controls.module.css";
import styles from "./key-entry.module.css";

/** @param isRefused whether there is a key, but the server does not take it any more */
export function KeyEntry({ isRefused }: { isRefused: boolean }): ReactNode {
  const queries = useQueryClient();
  const id = useId();
  const signIn = useMutation({
    mutationFn: (key: string) => signInWith(key),
    onSuccess: () => queries.resetQueries(),
  });
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => queries.resetQueries() });
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get("key");
    if (typeof key === "string") signIn.mutate(key.trim());
  };
  return (
    <form className={styles.entry} onSubmit={onSubmit}>
      <h1 className={styles.title}>{isRefused ? "The key is no longer valid" : "This server asks for a key"}</h1>
      <p className={styles.text}>
        Whoever runs it makes one with <code>rootspan keys create --project NAME</code>. It stays in a cookie of this
        server that no script can read.
      </p>
      <label htmlFor={id}>API key</label>
      <input
        id={id}
        className={controls.field}
        name="key"
        type="password"
        autoComplete="off"
        spellCheck={false}
        required
        aria-describedby={signIn.isError ? `${id}-fault` : undefined}
      />
      {signIn.isError && (
        <p id={`${id}-fault`} className={styles.fault} role="alert">
          {signIn.error.message}
        </p>
      )}
      <Button look="primary" type="submit" disabled={signIn.isPending}>
        {signIn.isPending ? "Signing in …" : "Sign in"}
      </Button>
      {isRefused && (
        <Button onClick={() => leave.mutate()} disabled={leave.isPending}>
          Go on without a key
        </Button>
      )}
    </form>
  );
}
