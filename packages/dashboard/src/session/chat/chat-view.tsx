/** The model calls of a session as one conversation: of each call, what it was told anew and what it answered. */
import { type ReactNode, useMemo, useState } from "react";
import type { ExportedSpan } from "@rootspan/model/rest";
import { formatExactCount, formatPlural } from "../../format/count.ts";
import { Button } from "../../ui/button.tsx";
import { Duration, Money } from "../../ui/exact.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Line } from "../../ui/text.tsx";
import type { SpanRow } from "../span-row.ts";
import type { SpanTree } from "../span-tree.ts";
import styles from "./chat.module.css";
import { changesBetween } from "./message-changes.ts";
import { conversationOf, type Message } from "./messages.ts";
import { Messages } from "./messages-view.tsx";

export interface ChatViewProps {
  readonly spans: readonly ExportedSpan[];
  readonly tree: SpanTree;
  readonly onOpen: (id: string) => void;
}

/** Calls that are shown with each asking. */
const TURNS = 50;

export function ChatView({ spans, tree, onOpen }: ChatViewProps): ReactNode {
  const [shown, setShown] = useState(TURNS);
  const calls = useMemo(() => spans.filter(({ kind }) => kind === "llm"), [spans]);
  if (calls.length === 0) {
    return <Notice title="No model calls">Model calls that are recorded in this session stand here.</Notice>;
  }
  return (
    <div className={styles.chat}>
      {calls.slice(0, shown).map((call, index) => (
        <Turn
          key={call.span_id}
          call={call}
          row={tree.byId.get(call.span_id)?.span}
          before={calls[index - 1]}
          number={index + 1}
          onOpen={onOpen}
        />
      ))}
      {calls.length > shown && (
        <Button onClick={() => setShown(shown + TURNS)}>
          Show more calls · {formatExactCount(calls.length - shown)} left
        </Button>
      )}
    </div>
  );
}

interface TurnProps {
  readonly call: ExportedSpan;
  readonly row: SpanRow | undefined;
  readonly before: ExportedSpan | undefined;
  readonly number: number;
  readonly onOpen: (id: string) => void;
}

function Turn({ call, row, before, number, onOpen }: TurnProps): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const { input, output } = useMemo(() => conversationOf(call.attributes), [call]);
  const changes = useMemo(
    () => changesBetween(before === undefined ? [] : toldAndAnswered(before), input),
    [before, input],
  );
  // A call of another conversation has nothing in common with the one before it.
  const isContinued = changes.repeated > 0;
  return (
    <section className={styles.turn} aria-label={`Call ${number}`}>
      <header className={styles.turnHead}>
        <h2>
          {number}. <Line text={row?.model ?? call.name} maxLength={80} />
        </h2>
        {row !== undefined && <Duration ms={row.endMs - row.startMs} />}
        {row?.costUsd !== undefined && <Money usd={row.costUsd} />}
        {row?.agent !== undefined && <Line text={row.agent} maxLength={60} />}
        <Button look="plain" onClick={() => onOpen(call.span_id)}>
          Open in timeline
        </Button>
      </header>
      {isContinued && (
        <button type="button" className={styles.repeated} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Hide" : "Show"} {formatPlural(changes.repeated, "message")} that the call before had too
        </button>
      )}
      {isWhole && <Messages messages={input.slice(0, changes.repeated)} />}
      {isContinued && changes.dropped.length > 0 && (
        <details className={styles.dropped}>
          <summary className={styles.droppedNote}>
            {formatPlural(changes.dropped.length, "message")} of the call before{" "}
            {changes.dropped.length === 1 ? "is" : "are"} gone
          </summary>
          <Messages messages={changes.dropped} />
        </details>
      )}
      <Messages messages={isContinued ? changes.added : input} />
      <Messages messages={output} />
      {input.length + output.length === 0 && <p className={styles.finish}>No content was recorded.</p>}
    </section>
  );
}

function toldAndAnswered(span: ExportedSpan): readonly Message[] {
  const { input, output } = conversationOf(span.attributes);
  return [...input, ...output];
}
