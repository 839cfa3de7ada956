/** Small labels: what people call a session, and what a span is. */
import type { ReactNode } from "react";
import { toVisibleLine } from "../format/visible-text.ts";
import styles from "./tag.module.css";
import { Line } from "./text.tsx";

export function Tag({ text }: { text: string }): ReactNode {
  return <Line text={text} maxLength={60} fits={10} className={styles.tag} title={toVisibleLine(text)} />;
}

const KIND_NAMES: Readonly<Record<string, string>> = { llm: "LLM" };

export function nameOfKind(kind: string): string {
  return KIND_NAMES[kind] ?? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}

export function Kind({ kind }: { kind: string }): ReactNode {
  return (
    <span className={styles.kind} data-kind={kind}>
      {nameOfKind(kind)}
    </span>
  );
}
