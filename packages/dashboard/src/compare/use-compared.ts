/** One of the sessions that are compared, as it is at the server. */
import type { SessionDetail, SessionStats } from "@rootspan/model/rest";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { sessionQuery, spansQuery, statsQuery } from "../api/queries.ts";
import { rowsOf } from "../session/read-spans.ts";
import { buildTree, type SpanTree } from "../session/span-tree.ts";
import { useLiveSession } from "../session/use-live-session.ts";

export interface ComparedSession {
  readonly id: string;
  /** These are undefined while they are on their way. */
  readonly session: SessionDetail | undefined;
  readonly stats: SessionStats | undefined;
  readonly tree: SpanTree | undefined;
  readonly error: Error | null;
  readonly isGone: boolean;
  readonly refetch: () => void;
}

export function useCompared(id: string): ComparedSession {
  const session = useQuery(sessionQuery(id));
  const stats = useQuery(statsQuery(id));
  const spans = useQuery(spansQuery(id));
  const isGone = useLiveSession(id, session.data?.sequence);
  const tree = useMemo(
    () => (spans.data === undefined ? undefined : buildTree(rowsOf(spans.data.spans))),
    [spans.data],
  );
  return {
    id,
    session: session.data,
    stats: stats.data,
    tree,
    error: session.error ?? stats.error ?? spans.error,
    isGone,
    refetch: () => {
      for (const query of [session, stats, spans]) if (query.isError) void query.refetch();
    },
  };
}
