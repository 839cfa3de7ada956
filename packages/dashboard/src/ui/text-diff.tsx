/** A text with what became of it: what went is struck out, what came is marked. */
import type { ReactNode } from "react";
import type { TextPart } from "../changes/text-changes.ts";
import { toVisibleText } from "../format/visible-text.ts";
import styles from "./content.module.css";

export interface TextDiffProps {
  readonly parts: readonly TextPart[];
  /** One text with what only it has marked; both in one when absent. */
  readonly only?: "before" | "now";
}

export function TextDiff({ parts, only }: TextDiffProps): ReactNode {
  return (
    <div className={styles.text} dir="auto">
      {parts
        .filter((part) => only === undefined || part.in === "both" || part.in === only)
        .map((part, index) => {
          const text = toVisibleText(part.text.toWellFormed());
          if (part.in === "both") return <span key={index}>{text}</span>;
          return part.in === "before" ? (
            <del key={index} className={styles.gone} data-plain={only !== undefined}>
              {text}
            </del>
          ) : (
            <ins key={index} className={styles.come}>
              {text}
            </ins>
          );
        })}
    </div>
  );
}
