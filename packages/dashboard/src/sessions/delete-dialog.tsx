/** Asks whether sessions are to be deleted, and says how many: exactly so many are, or none. */
import type { DeletedSessions } from "@rootspan/model/rest";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { sendJson } from "../api/request.ts";
import { formatPlural } from "../format/count.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { filtersOf, type Selection } from "./selection.ts";

export interface DeleteDialogProps {
  readonly selection: Selection;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteDialog({ selection, onClose, onDeleted }: DeleteDialogProps): ReactNode {
  const { all, ids } = selection;
  const queries = useQueryClient();
  const counted = useQuery({
    queryKey: ["count-to-delete", String(all)],
    queryFn: async () => (await sendJson<DeletedSessions>("DELETE", `v2/sessions?${all}&dry_run=true`)).matched,
    enabled: all !== undefined,
    staleTime: 0,
    gcTime: 0,
  });
  const count = all === undefined ? ids.size : counted.data;
  const remove = useMutation({
    mutationFn: async () => {
      for (const { query, count: part } of filtersOf(selection)) {
        await sendJson<DeletedSessions>("DELETE", `v2/sessions?${query}&expect=${part ?? count}`);
      }
    },
    onSuccess: () => {
      onClose();
      onDeleted();
    },
    // Of several requests the first ones may have done their part.
    onSettled: () => queries.invalidateQueries(),
  });
  const error = counted.error ?? remove.error;
  const sessions = count === undefined ? "sessions" : formatPlural(count, "session");
  return (
    <Dialog
      open
      onClose={onClose}
      title={count === undefined ? "Counting …" : `Delete ${sessions}?`}
      text="Their spans and files are removed from this server for good."
      actions={
        <>
          <Button onClick={onClose}>Keep</Button>
          <Button
            look="danger"
            onClick={() => remove.mutate()}
            disabled={count === undefined || count === 0 || remove.isPending}
          >
            {remove.isPending ? "Deleting …" : `Delete ${sessions}`}
          </Button>
        </>
      }
    >
      {error !== null && <p role="alert">{error.message}</p>}
    </Dialog>
  );
}
