/** Everything that failed in a session, with where it happened. */
import type { ReactNode } from "react";
import type { ExportedSpan } from "@rootspan/model/rest";
import { Button } from "../ui/button.tsx";
import { Duration } from "../ui/exact.tsx";
import { Notice } from "../ui/notice.tsx";
import { Kind } from "../ui/tag.tsx";
import { Line } from "../ui/text.tsx";
import { SpanContent } from "./panel/span-content.tsx";
import styles from "./session-views.module.css";
import type { SpanTree } from "./span-tree.ts";

export interface ErrorsViewProps {
  readonly tree: SpanTree;
  readonly spans: readonly ExportedSpan[];
  readonly onOpen: (id: string) => void;
}

export function ErrorsView({ tree, spans, onOpen }: ErrorsViewProps): ReactNode {
  const failed = tree.nodes.filter(({ span }) => span.isFailed && span.kind !== "session");
  if (failed.length === 0) return <Notice title="Nothing failed">Errors of this session stand here.</Notice>;
  return (
    <ol className={styles.list}>
      {failed.map(({ span }) => {
        const whole = spans.find(({ span_id }) => span_id === span.id);
        return (
          <li key={span.id} className={styles.card}>
            <header className={styles.cardHead}>
              <Kind kind={span.kind} />
              <h2>
                <Line text={span.name} maxLength={160} />
              </h2>
              <span className={styles.soft}>
                after <Duration ms={span.startMs - tree.startMs} />
              </span>
              <Button look="plain" onClick={() => onOpen(span.id)}>
                Open in timeline
              </Button>
            </header>
            {whole !== undefined && <SpanContent span={whole} onOpen={onOpen} />}
          </li>
        );
      })}
    </ol>
  );
}
