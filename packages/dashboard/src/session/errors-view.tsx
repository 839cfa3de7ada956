/** Everything that failed in a session, with where it happened. Only what is in sight is loaded. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { spanQuery } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { Duration } from "../ui/exact.tsx";
import { LazyList } from "../ui/lazy-list.tsx";
import { Bone, Fault, Notice } from "../ui/notice.tsx";
import { Kind } from "../ui/tag.tsx";
import { Line } from "../ui/text.tsx";
import { SpanContent } from "./panel/span-content.tsx";
import styles from "./session-views.module.css";
import type { SpanRow } from "./span-row.ts";
import type { SpanTree } from "./span-tree.ts";

export interface ErrorsViewProps {
  readonly sessionId: string;
  readonly tree: SpanTree;
  readonly onOpen: (id: string) => void;
}

/** Pixels: a message and a stack. */
const USUAL_HEIGHT = 260;

export function ErrorsView({ sessionId, tree, onOpen }: ErrorsViewProps): ReactNode {
  const failed = useMemo(
    () => tree.nodes.map(({ span }) => span).filter(({ isFailed, kind }) => isFailed && kind !== "session"),
    [tree],
  );
  if (failed.length === 0) return <Notice title="Nothing failed">Errors of this session stand here.</Notice>;
  return (
    <LazyList items={failed} keyOf={({ id }) => id} height={USUAL_HEIGHT} label="Errors">
      {(span) => <FailedSpan sessionId={sessionId} span={span} sinceMs={span.startMs - tree.startMs} onOpen={onOpen} />}
    </LazyList>
  );
}

interface FailedSpanProps {
  readonly sessionId: string;
  readonly span: SpanRow;
  /** The session's start. */
  readonly sinceMs: number;
  readonly onOpen: (id: string) => void;
}

function FailedSpan({ sessionId, span, sinceMs, onOpen }: FailedSpanProps): ReactNode {
  const { data, error, refetch } = useQuery(spanQuery(sessionId, span.id));
  return (
    <article className={styles.card}>
      <header className={styles.cardHead}>
        <Kind kind={span.kind} />
        <h2>
          <Line text={span.name} maxLength={160} />
        </h2>
        <span className={styles.soft}>
          after <Duration ms={sinceMs} />
        </span>
        <Button look="plain" onClick={() => onOpen(span.id)}>
          Open in timeline
        </Button>
      </header>
      {error !== null && <Fault error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <SpanContent span={data} onOpen={onOpen} />}
      {data === undefined && error === null && <Bone width={60} />}
    </article>
  );
}
