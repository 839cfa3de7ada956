/** The two sides of a comparison, told apart by letter and colour. */
import type { ReactNode } from "react";
import type { SpanTree } from "../session/span-tree.ts";
import styles from "./compare-page.module.css";

export interface ComparedTree {
  /** Of the session. */
  readonly id: string;
  readonly tree: SpanTree;
}

export function Side({ side }: { side: "a" | "b" }): ReactNode {
  return (
    <span className={styles.side} data-side={side}>
      {side.toUpperCase()}
    </span>
  );
}
