/** How a session ended, or that it runs. */
import type { ReactNode } from "react";
import styles from "./state.module.css";

export function State({ state }: { state: string }): ReactNode {
  return (
    <span className={styles.state} data-state={state}>
      <span className={styles.mark} aria-hidden="true" />
      <span className={styles.name}>{state}</span>
    </span>
  );
}
