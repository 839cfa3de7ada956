/** The model calls of a session as one conversation. Only those in sight are loaded. */
import type { ReactNode } from "react";
import { useMemo } from "react";
import { LazyList } from "../../ui/lazy-list.tsx";
import { Notice } from "../../ui/notice.tsx";
import type { SpanTree } from "../span-tree.ts";
import { Turn } from "./turn.tsx";

export interface ChatViewProps {
  readonly sessionId: string;
  readonly tree: SpanTree;
  readonly onOpen: (id: string) => void;
}

/** Pixels: a question, a call of a tool, an answer. */
const USUAL_HEIGHT = 320;

export function ChatView({ sessionId, tree, onOpen }: ChatViewProps): ReactNode {
  const calls = useMemo(
    () =>
      tree.nodes
        .map(({ span }) => span)
        .filter(({ kind }) => kind === "llm")
        .toSorted((a, b) => a.startMs - b.startMs),
    [tree],
  );
  if (calls.length === 0) {
    return <Notice title="No model calls">Model calls that are recorded in this session stand here.</Notice>;
  }
  return (
    <LazyList items={calls} keyOf={({ id }) => id} height={USUAL_HEIGHT} label="Conversation">
      {(call, index) => (
        <Turn
          sessionId={sessionId}
          call={call}
          before={calls[index - 1]?.id}
          after={calls[index + 1]?.id}
          number={index + 1}
          onOpen={onOpen}
        />
      )}
    </LazyList>
  );
}
