/** What each of two sessions answered in the end, with what only one of them says marked. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { spanQuery } from "../api/queries.ts";
import { changesOfText } from "../changes/text-changes.ts";
import { conversationOf, type Message, textOfParts } from "../session/chat/messages.ts";
import { Messages } from "../session/chat/messages-view.tsx";
import type { SpanTree } from "../session/span-tree.ts";
import { Button } from "../ui/button.tsx";
import { Markdown } from "../ui/markdown.tsx";
import { wordsOf } from "../ui/markdown-leaves.ts";
import { Bone, Fault } from "../ui/notice.tsx";
import styles from "./compare-page.module.css";
import { type ComparedTree, Side } from "./side.tsx";

export function CompareAnswers({ a, b }: { a: ComparedTree; b: ComparedTree }): ReactNode {
  const [ofA, ofB] = [useAnswer(a), useAnswer(b)];
  const [isMarked, setMarked] = useState(true);
  const changes = useMemo(
    () =>
      ofA.text === undefined || ofB.text === undefined
        ? undefined
        : changesOfText(wordsOf(ofA.text), wordsOf(ofB.text)),
    [ofA.text, ofB.text],
  );
  const isSame = changes?.every((part) => part.in === "both") === true;
  if (ofA.isWithout && ofB.isWithout) return null;
  return (
    <section className={styles.section} aria-label="Answers">
      <header className={styles.sectionHead}>
        <h2>Final answers</h2>
        {isSame && <span className={styles.soft}>word for word the same</span>}
        {changes !== undefined && !isSame && (
          <Button look="plain" aria-pressed={isMarked} onClick={() => setMarked(!isMarked)}>
            Mark differences
          </Button>
        )}
      </header>
      <div className={styles.columns}>
        {(
          [
            ["a", ofA, "before"],
            ["b", ofB, "now"],
          ] as const
        ).map(([side, answer, only]) => (
          <div key={side} className={styles.column}>
            <Side side={side} />
            {answer.error !== null && <Fault error={answer.error} onRetry={answer.refetch} />}
            {answer.isLoading && <Bone width={80} />}
            {answer.isWithout && <p className={styles.soft}>No model was called.</p>}
            {answer.text !== undefined && changes !== undefined && isMarked && !isSame ? (
              <div className={styles.answer}>
                <Markdown text={answer.text} changes={{ parts: changes, only }} />
              </div>
            ) : (
              <Messages messages={answer.messages} />
            )}
            {answer.isSilent && <p className={styles.soft}>No content was recorded.</p>}
          </div>
        ))}
      </div>
    </section>
  );
}

interface Answer {
  readonly messages: readonly Message[];
  /** What it says in words; undefined where it is not there, or more than words. */
  readonly text: string | undefined;
  readonly isLoading: boolean;
  /** No model was called. */
  readonly isWithout: boolean;
  /** The call is known, but not what it answered. */
  readonly isSilent: boolean;
  readonly error: Error | null;
  readonly refetch: () => void;
}

const NONE: readonly Message[] = [];

function useAnswer({ id, tree }: ComparedTree): Answer {
  const last = useMemo(() => lastCallOf(tree), [tree]);
  const { data, isLoading, error, refetch } = useQuery({ ...spanQuery(id, last ?? ""), enabled: last !== undefined });
  const messages = useMemo(() => (data === undefined ? NONE : conversationOf(data.attributes).output), [data]);
  const parts = messages.flatMap((message) => message.parts);
  const isText = parts.length > 0 && parts.every(({ type }) => type === "text");
  return {
    messages,
    text: isText ? textOfParts(parts) : undefined,
    isLoading,
    isWithout: last === undefined,
    isSilent: data !== undefined && messages.length === 0,
    error,
    refetch: () => void refetch(),
  };
}

/** Id of the model call that ended last. */
function lastCallOf({ nodes }: SpanTree): string | undefined {
  return nodes
    .map(({ span }) => span)
    .filter(({ kind }) => kind === "llm")
    .reduce<{ id: string; endMs: number } | undefined>(
      (last, span) => (last === undefined || span.endMs > last.endMs ? span : last),
      undefined,
    )?.id;
}
