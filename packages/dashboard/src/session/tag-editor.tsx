/** The tags of a session, which anybody may change: what spans said comes back with the last edit taken away. */
import { type FormEvent, type ReactNode, useState } from "react";
import { toVisibleLine } from "../format/visible-text.ts";
import { Button } from "../ui/button.tsx";
import controls from "../ui/controls.module.css";
import { Icon } from "../ui/icon.tsx";
import { Tag } from "../ui/tag.tsx";
import styles from "./session-page.module.css";
import { useEdit } from "./use-edit.ts";

const MAX_LENGTH = 200;

export function TagEditor({ sessionId, tags }: { sessionId: string; tags: readonly string[] }): ReactNode {
  const [isEditing, setEditing] = useState(false);
  const edit = useEdit(sessionId);
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem("tag") as HTMLInputElement;
    const tag = field.value.trim();
    field.value = "";
    if (tag !== "" && !tags.includes(tag)) edit.mutate({ tags: [...tags, tag] });
  };
  return (
    <span className={styles.tags}>
      {tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          <Tag text={tag} />
          {isEditing && (
            <button
              type="button"
              aria-label={`Remove ${toVisibleLine(tag)}`}
              onClick={() => edit.mutate({ tags: tags.filter((other) => other !== tag) })}
            >
              <Icon name="close" size={12} />
            </button>
          )}
        </span>
      ))}
      {isEditing && (
        <form onSubmit={add} className={styles.tagForm}>
          <input
            className={controls.field}
            name="tag"
            aria-label="New tag"
            placeholder="New tag"
            maxLength={MAX_LENGTH}
            autoComplete="off"
            ref={(field) => field?.focus()}
            onKeyDown={({ key }) => key === "Escape" && setEditing(false)}
          />
          <Button type="submit">Add</Button>
          <Button look="plain" onClick={() => setEditing(false)}>
            Done
          </Button>
        </form>
      )}
      {!isEditing && <Button look="plain" icon="edit" label="Edit tags" onClick={() => setEditing(true)} />}
      {edit.isError && (
        <span role="alert" className={styles.bad}>
          {edit.error.message}
        </span>
      )}
    </span>
  );
}
