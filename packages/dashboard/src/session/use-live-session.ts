/** Keeps a session as it is at the server, while it is shown. */
import type { SessionLiveEvent } from "@rootspan/model/rest";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { follow } from "../api/live.ts";
import { addressOf, artifactsQuery, sessionQuery, spansQuery, statsQuery } from "../api/queries.ts";

/** @returns whether it was deleted meanwhile */
export function useLiveSession(id: string, sequence: number | undefined): boolean {
  const queries = useQueryClient();
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    if (sequence === undefined) return;
    return follow<SessionLiveEvent>(
      `${addressOf(id)}/live?since=${sequence}`,
      ["session", "spans", "gone"],
      (events) => {
        if (events.some(({ event }) => event === "gone")) return setGone(true);
        // The first event only says again how it is; what is answered for these is more than an event has.
        const keys: QueryKey[] = [sessionQuery, statsQuery, artifactsQuery].map((query) => query(id).queryKey);
        if (events.some(({ event }) => event === "spans")) keys.push(spansQuery(id).queryKey);
        for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
      },
    );
    // The sequence only says where to begin; the stream itself goes on from there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [queries, id, sequence === undefined]);
  return isGone;
}
