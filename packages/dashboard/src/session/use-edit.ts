/** What a reader says of a session: shown at once, and taken back where the server refuses it. */
import type { SessionDetail, SessionPatchBody } from "@rootspan/model/rest";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { addressOf, sessionQuery } from "../api/queries.ts";
import { sendJson } from "../api/request.ts";

export function useEdit(id: string): UseMutationResult<SessionDetail, Error, SessionPatchBody> {
  const queries = useQueryClient();
  const { queryKey } = sessionQuery(id);
  return useMutation({
    mutationFn: (patch: SessionPatchBody) => sendJson<SessionDetail>("PATCH", addressOf(id), patch),
    onSuccess: (session) => queries.setQueryData(queryKey, session),
    onError: () => queries.invalidateQueries({ queryKey }),
  });
}
