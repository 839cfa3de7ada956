/** What two sessions came to, number by number. */
import type { SessionDetail, SessionStats } from "@rootspan/model/rest";
import { Link } from "@tanstack/react-router";
import type { CSSProperties, ReactNode } from "react";
import { differenceOf } from "../format/difference.ts";
import { formatAgo, formatMoment } from "../format/moment.ts";
import { stateOf } from "../sessions/session-columns.tsx";
import { useNow } from "../sessions/use-now.ts";
import { toVisibleLine } from "../format/visible-text.ts";
import { Button } from "../ui/button.tsx";
import { State } from "../ui/state.tsx";
import { Tag } from "../ui/tag.tsx";
import { Line } from "../ui/text.tsx";
import styles from "./compare-page.module.css";
import type { CompareSearch } from "./compare-search.ts";
import { type Measure, measuresOf } from "./measures.tsx";
import { Side } from "./side.tsx";

export interface CompareSummaryProps {
  readonly a: SessionDetail;
  readonly b: SessionDetail;
  readonly statsOfA: SessionStats | undefined;
  readonly statsOfB: SessionStats | undefined;
  readonly search: CompareSearch;
  readonly onSwap: () => void;
}

export function CompareSummary({ a, b, statsOfA, statsOfB, search, onSwap }: CompareSummaryProps): ReactNode {
  const measures = measuresOf(a, b, statsOfA, statsOfB);
  return (
    <section className={styles.section} aria-label="What they came to">
      <table className={styles.summary}>
        <thead>
          <tr>
            <th scope="col">
              <Button icon="swap" label="Swap the sides" title="Swap the sides (s)" onClick={onSwap} />
            </th>
            <SessionHead side="a" session={a} search={search} />
            <SessionHead side="b" session={b} search={search} />
            <th scope="col" className={styles.change}>
              B against A
            </th>
          </tr>
        </thead>
        <tbody>
          {measures.map((measure) => (
            <MeasureRow key={measure.id} measure={measure} />
          ))}
          <NamesRow title="Tags" a={a.tags} b={b.tags} />
          <NamesRow title="Agents" a={a.agents} b={b.agents} />
          <NamesRow title="Services" a={a.services} b={b.services} />
        </tbody>
      </table>
    </section>
  );
}

interface SessionHeadProps {
  readonly side: "a" | "b";
  readonly session: SessionDetail;
  readonly search: CompareSearch;
}

function SessionHead({ side, session, search }: SessionHeadProps): ReactNode {
  const nowMs = useNow();
  const startMs = Date.parse(session.start_time);
  const { [side]: _side, span: _span, ...others } = search;
  return (
    <th scope="col" className={styles.session}>
      <span className={styles.sessionName}>
        <Side side={side} />
        <Link to="/sessions/$sessionId" params={{ sessionId: session.id }}>
          {session.name === null ? session.id : <Line text={session.name} maxLength={120} />}
        </Link>
      </span>
      <span className={styles.sessionFacts}>
        <State state={stateOf(session)} />
        <time dateTime={session.start_time} title={formatMoment(startMs)}>
          {formatAgo(startMs, nowMs)}
        </time>
        <Link to="/compare" search={others} className={styles.other}>
          Another one
        </Link>
      </span>
      {session.end_state_reason !== null && (
        <span className={styles.reason} title={toVisibleLine(session.end_state_reason)}>
          <Line text={session.end_state_reason} />
        </span>
      )}
    </th>
  );
}

function MeasureRow({ measure }: { measure: Measure }): ReactNode {
  const { title, isPart, a, b, format, show, isLessBetter } = measure;
  const most = Math.max(a ?? 0, b ?? 0, Number.MIN_VALUE);
  const difference = a === null || b === null ? undefined : differenceOf(a, b, format);
  const judged = difference === undefined || !isLessBetter ? undefined : { 1: "worse", 0: undefined, "-1": "better" };
  return (
    <tr data-part={isPart}>
      <th scope="row">{isPart ? <Line text={title} maxLength={60} /> : title}</th>
      {(["a", "b"] as const).map((side) => {
        const value = measure[side];
        return (
          <td key={side}>
            <span className={styles.measure}>
              <span className={styles.amount}>{value === null ? "–" : show(value)}</span>
              <span
                className={styles.amountBar}
                data-side={side}
                style={{ "--share": (value ?? 0) / most } as CSSProperties}
              />
            </span>
          </td>
        );
      })}
      <td
        className={`number ${styles.change}`}
        data-judged={judged?.[difference!.sign]}
        data-same={difference?.sign === 0}
      >
        {difference?.text ?? "–"}
      </td>
    </tr>
  );
}

interface NamesRowProps {
  readonly title: string;
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** Names that only one of them has stand out. */
function NamesRow({ title, a, b }: NamesRowProps): ReactNode {
  if (a.length + b.length === 0) return null;
  const areSame = new Set(a).symmetricDifference(new Set(b)).size === 0;
  return (
    <tr>
      <th scope="row">{title}</th>
      {[
        [a, b],
        [b, a],
      ].map(([own, other], index) => (
        <td key={index}>
          <span className={styles.names}>
            {own!.length === 0
              ? "–"
              : own!.map((name) => (
                  <span key={name} data-alone={!other!.includes(name)} className={styles.nameOf}>
                    <Tag text={name} />
                  </span>
                ))}
          </span>
        </td>
      ))}
      <td className={styles.change} data-same={areSame}>
        {areSame ? "same" : "other"}
      </td>
    </tr>
  );
}
