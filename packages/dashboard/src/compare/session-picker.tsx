/** Asks which sessions are to be compared: one after the other, the newest first, or found by words. */
import type { SessionItem } from "@rootspan/model/rest";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useDeferredValue, useRef, useState } from "react";
import { sessionQuery, sessionsQuery } from "../api/queries.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { formatAgo } from "../format/moment.ts";
import { stateOf } from "../sessions/session-columns.tsx";
import { useNow } from "../sessions/use-now.ts";
import controls from "../ui/controls.module.css";
import { Duration, Money } from "../ui/exact.tsx";
import { Bone, Fault } from "../ui/notice.tsx";
import { State } from "../ui/state.tsx";
import { Line } from "../ui/text.tsx";
import type { CompareSearch } from "./compare-search.ts";
import { Side } from "./side.tsx";
import styles from "./session-picker.module.css";

export interface SessionPickerProps {
  readonly search: CompareSearch;
  readonly onSearch: (search: CompareSearch) => void;
}

const MOST = 50;

export function SessionPicker({ search, onSearch }: SessionPickerProps): ReactNode {
  const [text, setText] = useState("");
  const q = useDeferredValue(text.trim());
  const searchRef = useRef<HTMLInputElement>(null);
  const nowMs = useNow();
  const { data, error, isPending, isPlaceholderData, refetch } = useInfiniteQuery(sessionsQuery(q === "" ? {} : { q }));
  // What is shown was found for other words: a click would choose what is about to go.
  const isOutdated = isPlaceholderData || q !== text.trim();
  const chosen = search.a ?? search.b;
  const side = search.a === undefined ? "a" : "b";
  const sessions = (data?.pages[0]?.sessions ?? []).filter(({ id }) => id !== chosen).slice(0, MOST);
  useShortcuts([{ key: "/", does: "Find sessions", run: () => searchRef.current?.focus() }]);
  return (
    <div className={styles.page}>
      <h1 className={styles.title}>Compare two sessions</h1>
      <p className={styles.text}>
        {chosen === undefined ? (
          "Choose the first one. In the list of sessions, select two and press Compare."
        ) : (
          <>
            <Chosen side={side === "a" ? "b" : "a"} id={chosen} /> Choose the other one.
          </>
        )}
      </p>
      <input
        ref={searchRef}
        type="search"
        className={`${controls.field} ${styles.search}`}
        placeholder="Words in anything that was recorded  /"
        aria-label="Find sessions by what was recorded"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {error !== null && data === undefined && <Fault error={error} onRetry={() => void refetch()} />}
      {isPending && [60, 45, 52].map((width) => <Bone key={width} width={width} />)}
      <ul className={styles.list} aria-label="Sessions" aria-busy={isOutdated}>
        {sessions.map((session) => (
          <li key={session.id}>
            <Choice
              session={session}
              nowMs={nowMs}
              isDisabled={isOutdated}
              onChoose={() => onSearch({ ...search, [side]: session.id })}
            />
          </li>
        ))}
      </ul>
      {data !== undefined && sessions.length === 0 && (
        <p className={styles.text}>
          {q === "" ? "There is no other session yet. " : "No session has these words. "}
          <Link to="/">All sessions</Link>
        </p>
      )}
    </div>
  );
}

function Chosen({ side, id }: { side: "a" | "b"; id: string }): ReactNode {
  const { data } = useQuery(sessionQuery(id));
  return (
    <>
      <Side side={side} /> is{" "}
      <Link to="/sessions/$sessionId" params={{ sessionId: id }}>
        <Line text={data?.name ?? id} maxLength={80} />
      </Link>
      .
    </>
  );
}

interface ChoiceProps {
  readonly session: SessionItem;
  readonly nowMs: number;
  readonly isDisabled: boolean;
  readonly onChoose: () => void;
}

function Choice({ session, nowMs, isDisabled, onChoose }: ChoiceProps): ReactNode {
  return (
    <button type="button" className={styles.choice} disabled={isDisabled} onClick={onChoose}>
      <State state={stateOf(session)} />
      <span className={styles.name}>
        <Line text={session.name ?? session.id} maxLength={120} />
      </span>
      <span className={styles.soft}>{formatAgo(Date.parse(session.start_time), nowMs)}</span>
      <Duration ms={session.duration_ms} />
      <Money usd={session.cost} unpriced={session.unpriced_calls} />
    </button>
  );
}
