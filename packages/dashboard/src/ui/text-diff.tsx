/** A text with what became of it: what went is struck out, what came is marked. */
import type { ReactNode } from "react";
import type { TextPart } from "../changes/text-changes.ts";
import { toVisibleText } from "../format/visible-text.ts";
import styles from "./content.module.css";

/** Which of two texts, where one alone is shown. */
export type Version = "before" | "now";

export interface TextDiffProps {
  readonly parts: readonly TextPart[];
  /** One text with what only it has marked; both in one when absent. */
  readonly only?: Version;
}

export function TextDiff({ parts, only }: TextDiffProps): ReactNode {
  const shown = only === undefined ? parts : parts.filter((part) => part.in === "both" || part.in === only);
  return (
    <div className={styles.text} dir="auto">
      <TextParts parts={shown} isAlone={only !== undefined} />
    </div>
  );
}

/** @param isAlone what went is marked, not struck out: what came in its place stands elsewhere */
export function TextParts({ parts, isAlone }: { parts: readonly TextPart[]; isAlone: boolean }): ReactNode {
  return parts.map((part, index) => {
    const text = toVisibleText(part.text.toWellFormed());
    if (part.in === "both") return <span key={index}>{text}</span>;
    return part.in === "before" ? (
      <del key={index} className={styles.gone} data-plain={isAlone}>
        {text}
      </del>
    ) : (
      <ins key={index} className={styles.come}>
        {text}
      </ins>
    );
  });
}
