/** Data as a tree that opens level by level: what is not open is not in the page, however deep or long it is. */
import { type ReactNode, useState } from "react";
import { toVisibleText } from "../format/visible-text.ts";
import styles from "./content.module.css";
import { Icon } from "./icon.tsx";

/** Levels that are open at first. */
const OPEN_DEPTH = 2;
/** Entries of a level that are shown with each asking. */
const ENTRIES = 100;
const STRING_AT_FIRST = 600;
const STRING_AT_ONCE = 40_000;
/** A level of more entries is closed at first. */
const MANY = 30;

export function JsonView({ value }: { value: unknown }): ReactNode {
  return (
    <div className={styles.json}>
      <Value value={value} depth={0} />
    </div>
  );
}

interface ValueProps {
  readonly name?: string;
  readonly value: unknown;
  readonly depth: number;
}

function Value({ name, value, depth }: ValueProps): ReactNode {
  if (typeof value === "object" && value !== null)
    return <Level {...(name !== undefined && { name })} value={value} depth={depth} />;
  return (
    <div className={styles.line}>
      <Name name={name} />
      {typeof value === "string" ? <Text text={value} /> : <span className={styleOf(value)}>{String(value)}</span>}
    </div>
  );
}

function Level({ name, value, depth }: ValueProps & { value: object }): ReactNode {
  const entries = Object.entries(value);
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH && (depth === 0 || entries.length <= MANY));
  const [shown, setShown] = useState(ENTRIES);
  const [before, after] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    return (
      <div className={styles.line}>
        <Name name={name} />
        <span className={styles.faint}>
          {before}
          {after}
        </span>
      </div>
    );
  }
  return (
    <div className={styles.branch}>
      <button type="button" className={styles.line} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <Icon name={isOpen ? "down" : "right"} size={12} />
        <Name name={name} />
        <span className={styles.faint}>
          {before}
          {!isOpen && `… ${after}`} {entries.length}
        </span>
      </button>
      {isOpen && (
        <div className={styles.entries}>
          {entries.slice(0, shown).map(([key, entry]) => (
            <Value key={key} name={key} value={entry} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <button type="button" className={styles.more} onClick={() => setShown(shown + ENTRIES * 10)}>
              Show more · {entries.length - shown} left
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Name({ name }: { name: string | undefined }): ReactNode {
  return (
    name !== undefined && (
      <>
        <bdi className={styles.name}>{toVisibleText(name.slice(0, 300).toWellFormed())}</bdi>
        <span className={styles.faint}>: </span>
      </>
    )
  );
}

function Text({ text }: { text: string }): ReactNode {
  const [shown, setShown] = useState(STRING_AT_FIRST);
  const isCut = text.length > shown * 1.2;
  const part = toVisibleText((isCut ? text.slice(0, shown) : text).toWellFormed());
  return (
    <>
      <bdi className={styles.string}>
        "{part}
        {isCut ? "…" : '"'}
      </bdi>
      {isCut && (
        <button type="button" className={styles.more} onClick={() => setShown(shown + STRING_AT_ONCE)}>
          Show more · {(text.length - shown).toLocaleString("en-US")} left
        </button>
      )}
    </>
  );
}

function styleOf(value: unknown): string | undefined {
  return typeof value === "number" || typeof value === "bigint" ? styles["number"] : styles["word"];
}
