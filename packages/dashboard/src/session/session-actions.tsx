/** What can be done with a session as a whole. */
import type { SessionItem } from "@rootspan/model/rest";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { addressOf } from "../api/queries.ts";
import { sendJson, toAddress } from "../api/request.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Menu, MenuDownload, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { useEdit } from "./use-edit.ts";

export function SessionActions({ session }: { session: SessionItem }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const [isEditing, setEditing] = useState(false);
  const edit = useEdit(session.id);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => sendJson("DELETE", addressOf(session.id)),
    onSuccess: async () => {
      await navigate({ to: "/" });
      await queries.invalidateQueries();
    },
  });
  const exportOf = (format: string): string => toAddress(`${addressOf(session.id)}/export?format=${format}`);
  const toggleBookmark = (): void => edit.mutate({ bookmarked: !session.bookmarked });
  useShortcuts([
    { key: "b", does: "Bookmark", run: toggleBookmark },
    { key: "n", does: "Edit state and note", run: () => setEditing(true) },
  ]);
  return (
    <>
      <Button
        look="plain"
        icon="star"
        label={session.bookmarked ? "Take the bookmark away" : "Bookmark"}
        aria-pressed={session.bookmarked}
        onClick={toggleBookmark}
      />
      <CopyButton text={session.id} label="Copy the session's id" />
      <Menu icon="more" look="plain" label="More">
        <MenuDownload href={exportOf("json")} hint=".json">
          Export with all spans
        </MenuDownload>
        <MenuDownload href={exportOf("ndjson")} hint=".ndjson">
          Export a line a span
        </MenuDownload>
        <MenuDownload href={exportOf("otlp")} hint="OTLP">
          Export to send elsewhere
        </MenuDownload>
        <MenuDownload href={exportOf("csv")} hint=".csv">
          Export a row a span
        </MenuDownload>
        <MenuSeparator />
        <MenuItem icon="columns" onSelect={() => void navigate({ to: "/compare", search: { a: session.id } })}>
          Compare with another one
        </MenuItem>
        <MenuItem icon="edit" onSelect={() => setEditing(true)}>
          Edit state and note
        </MenuItem>
        <MenuItem icon="trash" onSelect={() => setAsking(true)}>
          Delete
        </MenuItem>
      </Menu>
      {isEditing && <EditDialog session={session} onClose={() => setEditing(false)} />}
      <Dialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title="Delete this session?"
        text="Its spans and files are removed from this server for good."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep</Button>
            <Button look="danger" onClick={() => remove.mutate()} disabled={remove.isPending}>
              Delete
            </Button>
          </>
        }
      >
        {remove.isError && <p role="alert">{remove.error.message}</p>}
      </Dialog>
    </>
  );
}
