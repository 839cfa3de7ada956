/** What a reader says of a session in the place of its spans: how it ended, and a note. */
import { END_STATES, type EndState } from "@rootspan/model";
import type { SessionItem, SessionPatchBody } from "@rootspan/model/rest";
import { type FormEvent, type ReactNode, useId } from "react";
import { Button } from "../ui/button.tsx";
import controls from "../ui/controls.module.css";
import { Dialog } from "../ui/dialog.tsx";
import styles from "./session-page.module.css";
import { useEdit } from "./use-edit.ts";

/** What the server takes. */
const MAX_REASON = 1_000;
const MAX_NOTE = 20_000;
/** Takes the edit back. */
const AS_RECORDED = "";

export function EditDialog({ session, onClose }: { session: SessionItem; onClose: () => void }): ReactNode {
  const id = useId();
  const edit = useEdit(session.id);
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const patch = toPatch(session, new FormData(event.currentTarget));
    if (Object.keys(patch).length === 0) onClose();
    else edit.mutate(patch, { onSuccess: onClose });
  };
  const takeBack = (): void => edit.mutate({ end_state: null, end_state_reason: null }, { onSuccess: onClose });
  return (
    <Dialog open onClose={onClose} title="Edit state and note" text="It goes before what the spans of the session say.">
      <form onSubmit={save} className={styles.edit}>
        <label htmlFor={`${id}-state`}>End state</label>
        <select
          id={`${id}-state`}
          name="state"
          className={controls.field}
          defaultValue={session.end_state ?? AS_RECORDED}
        >
          {session.end_state === null && <option value={AS_RECORDED}>Still running</option>}
          {END_STATES.map((state) => (
            <option key={state}>{state}</option>
          ))}
        </select>
        <label htmlFor={`${id}-reason`}>Reason</label>
        <input
          id={`${id}-reason`}
          name="reason"
          className={controls.field}
          defaultValue={session.end_state_reason ?? ""}
          maxLength={MAX_REASON}
          autoComplete="off"
        />
        <label htmlFor={`${id}-note`}>Note</label>
        <textarea
          id={`${id}-note`}
          name="note"
          className={controls.field}
          rows={5}
          defaultValue={session.note ?? ""}
          maxLength={MAX_NOTE}
        />
        {edit.isError && (
          <p role="alert" className={styles.bad}>
            {edit.error.message}
          </p>
        )}
        <div className={controls.dialogActions}>
          <Button
            look="plain"
            onClick={takeBack}
            disabled={edit.isPending}
            title="The state and reason that the spans say"
          >
            State as recorded
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={edit.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Only what was changed. */
function toPatch(session: SessionItem, form: FormData): SessionPatchBody {
  const read = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const [state, reason, note] = [read("state"), read("reason"), read("note")];
  return {
    ...(state !== AS_RECORDED && state !== session.end_state && { end_state: state as EndState }),
    ...(reason !== (session.end_state_reason ?? "") && { end_state_reason: reason === "" ? null : reason }),
    ...(note !== (session.note ?? "") && { note: note === "" ? null : note }),
  };
}
