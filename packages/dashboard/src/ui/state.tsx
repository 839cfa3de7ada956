/** How a session ended, or that it runs. */
import type { ReactNode } from "react";
import styles from "./state.module.css";

export function State({ state }: { state: string }): ReactNode {
  return (
    <span className={styles.state} data-state={state}>
      {state}
    </span>
  );
}
