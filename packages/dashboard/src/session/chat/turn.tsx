/** A model call of a conversation: what it was told anew, or otherwise than the call before, and what it answered. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { spanQuery } from "../../api/queries.ts";
import { formatPlural } from "../../format/count.ts";
import { Button } from "../../ui/button.tsx";
import { Duration, Money } from "../../ui/exact.tsx";
import { Bone, Fault } from "../../ui/notice.tsx";
import { TextDiff } from "../../ui/text-diff.tsx";
import { Line } from "../../ui/text.tsx";
import type { SpanRow } from "../span-row.ts";
import styles from "./chat.module.css";
import { changesBetween, type MessageChange } from "./message-changes.ts";
import { type Conversation, conversationOf, type Message } from "./messages.ts";
import { Messages, nameOfRole } from "./messages-view.tsx";

export interface TurnProps {
  readonly sessionId: string;
  readonly call: SpanRow;
  /** Span ids of the calls before and after; undefined at the ends. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly number: number;
  readonly onOpen: (id: string) => void;
}

export function Turn({ sessionId, call, before, after, number, onOpen }: TurnProps): ReactNode {
  const { conversation, isPending, error, refetch } = useConversation(sessionId, call.id);
  const earlier = useConversation(sessionId, before);
  const later = useConversation(sessionId, after);
  return (
    <section className={styles.turn} aria-label={`Call ${number}`}>
      <header className={styles.turnHead}>
        <h2>
          {number}. <Line text={call.model ?? call.name} maxLength={80} />
        </h2>
        <Duration ms={call.endMs - call.startMs} />
        {call.costUsd !== undefined && <Money usd={call.costUsd} />}
        {call.agent !== undefined && <Line text={call.agent} maxLength={60} />}
        <Button look="plain" onClick={() => onOpen(call.id)}>
          Open in timeline
        </Button>
      </header>
      {error !== null && <Fault error={error} onRetry={refetch} />}
      {conversation === undefined || earlier.isPending
        ? isPending && [70, 45, 62].map((width) => <Bone key={width} width={width} />)
        : error === null && (
            <Told before={earlier.conversation} now={conversation} after={later.conversation?.input ?? NONE} />
          )}
    </section>
  );
}

const NONE: readonly Message[] = [];

interface ToldProps {
  readonly before: Conversation | undefined;
  readonly now: Conversation;
  readonly after: readonly Message[];
}

function Told({ before, now, after }: ToldProps): ReactNode {
  const { input, output } = now;
  const said = useMemo(() => (before === undefined ? NONE : [...before.input, ...before.output]), [before]);
  const changes = useMemo(() => changesBetween(said, input), [said, input]);
  if (input.length + output.length === 0) return <p className={styles.finish}>No content was recorded.</p>;
  // A call of another conversation has nothing in common with the one before it.
  const isContinued = changes.some(({ type }) => type === "repeated" || type === "changed");
  return (
    <>
      {isContinued ? (
        changes.map((change, index) => <Change key={index} change={change} said={said} />)
      ) : (
        <Messages messages={input} />
      )}
      <Messages messages={output} after={after} />
    </>
  );
}

function Change({ change, said }: { change: MessageChange; said: readonly Message[] }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  switch (change.type) {
    case "added":
      return <Messages messages={change.messages} before={said} />;
    case "changed":
      return (
        <article className={styles.message} data-role={change.now.role}>
          <header className={styles.role}>
            <Line text={nameOfRole(change.now.role)} maxLength={40} />
            <span className={styles.finish}>not as in the call before</span>
          </header>
          <TextDiff parts={change.text} />
        </article>
      );
    case "repeated":
    case "dropped": {
      const count = formatPlural(change.messages.length, "message");
      const isDropped = change.type === "dropped";
      return (
        <div className={isDropped ? styles.dropped : undefined}>
          <button
            type="button"
            className={styles.repeated}
            data-dropped={isDropped}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? "Hide" : "Show"} {count}{" "}
            {isDropped ? "of the call before that this one was not told" : "that the call before had too"}
          </button>
          {isOpen && <Messages messages={change.messages} />}
        </div>
      );
    }
  }
}

interface LoadedConversation {
  readonly conversation: Conversation | undefined;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly refetch: () => void;
}

function useConversation(sessionId: string, spanId: string | undefined): LoadedConversation {
  const { data, isLoading, error, refetch } = useQuery({
    ...spanQuery(sessionId, spanId ?? ""),
    enabled: spanId !== undefined,
  });
  const conversation = useMemo(() => (data === undefined ? undefined : conversationOf(data.attributes)), [data]);
  return { conversation, isPending: isLoading, error, refetch: () => void refetch() };
}
