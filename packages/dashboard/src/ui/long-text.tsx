/** Text of any length: as much as can be read at once, the rest when it is asked for. */
import { type ReactNode, useState } from "react";
import { formatBytes } from "../format/count.ts";
import { toVisibleText } from "../format/visible-text.ts";
import styles from "./content.module.css";

/** Characters that are laid out without being asked for. */
const AT_FIRST = 4_000;
/** More with each asking: a browser lays out this much without a stutter. */
const AT_ONCE = 60_000;

export interface LongTextProps {
  readonly text: string;
  readonly look?: "text" | "code";
}

export function LongText({ text, look = "text" }: LongTextProps): ReactNode {
  const [shown, setShown] = useState(AT_FIRST);
  // A little more than what is shown at first is shown whole.
  const isCut = text.length > shown * 1.2;
  const part = isCut ? text.slice(0, shown) : text;
  return (
    <>
      <div className={styles[look]} dir="auto" {...(look === "code" && { tabIndex: 0 })}>
        {toVisibleText(part.toWellFormed())}
        {isCut && "…"}
      </div>
      {isCut && <MoreButton left={text.length - shown} onClick={() => setShown(shown + AT_ONCE)} />}
    </>
  );
}

export function MoreButton({ left, onClick }: { left: number; onClick: () => void }): ReactNode {
  return (
    <button type="button" className={styles.more} onClick={onClick}>
      Show more · {formatBytes(left)} left
    </button>
  );
}
