/** What can be done with the sessions that are selected. */
import type { DeletedSessions } from "@rootspan/model/rest";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { sendJson, toAddress } from "../api/request.ts";
import { formatPlural } from "../format/count.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Menu, MenuDownload } from "../ui/menu.tsx";
import styles from "./sessions-page.module.css";

/** So many fit into a request line. */
const MOST = 200;

export function SelectionBar({ ids, onClear }: { ids: ReadonlySet<string>; onClear: () => void }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const query = new URLSearchParams([...ids].map((id) => ["id", id]));
  const remove = useMutation({
    mutationFn: () => sendJson<DeletedSessions>("DELETE", `v2/sessions?${query}&expect=${ids.size}`),
    onSuccess: async () => {
      setAsking(false);
      onClear();
      await queries.invalidateQueries();
    },
  });
  const isTooMany = ids.size > MOST;
  const exportOf = (format: string): string => toAddress(`v2/export?${query}&format=${format}`);
  return (
    <div className={styles.selection} role="region" aria-label="Selection">
      <strong>{formatPlural(ids.size, "session")} selected</strong>
      {isTooMany && <span>At most {MOST} at once</span>}
      {!isTooMany && (
        <Menu icon="download" text="Export">
          <MenuDownload href={exportOf("json")} hint=".json">
            With all spans
          </MenuDownload>
          <MenuDownload href={exportOf("ndjson")} hint=".ndjson">
            A line a span
          </MenuDownload>
          <MenuDownload href={exportOf("otlp")} hint="OTLP">
            To send elsewhere
          </MenuDownload>
          <MenuDownload href={exportOf("csv")} hint=".csv">
            A row a session
          </MenuDownload>
        </Menu>
      )}
      <Button look="danger" icon="trash" disabled={isTooMany} onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Button look="plain" onClick={onClear}>
        Clear
      </Button>
      <Dialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title={`Delete ${formatPlural(ids.size, "session")}?`}
        text="Their spans and files are removed from this server for good."
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Keep</Button>
            <Button look="danger" onClick={() => remove.mutate()} disabled={remove.isPending}>
              Delete {formatPlural(ids.size, "session")}
            </Button>
          </>
        }
      >
        {remove.isError && <p role="alert">{remove.error.message}</p>}
      </Dialog>
    </div>
  );
}
