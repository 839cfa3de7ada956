/** The sessions that stand out, as a way to them. */
import type { SessionItem } from "@rootspan/model/rest";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { stateOf } from "../sessions/session-columns.tsx";
import { Duration, Money } from "../ui/exact.tsx";
import { State } from "../ui/state.tsx";
import { Line } from "../ui/text.tsx";
import styles from "./analytics-page.module.css";

export function Ranking({ title, sessions }: { title: string; sessions: readonly SessionItem[] }): ReactNode {
  return (
    <section className={`${styles.panel} ${styles.ranking}`} tabIndex={0} aria-label={title}>
      <h2>{title}</h2>
      <table>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td>
                <Link to="/sessions/$sessionId" params={{ sessionId: session.id }}>
                  <Line text={session.name ?? session.id} maxLength={80} />
                </Link>
              </td>
              <td>
                <State state={stateOf(session)} />
              </td>
              <td>
                <Money usd={session.cost} unpriced={session.unpriced_calls} />
              </td>
              <td>
                <Duration ms={session.duration_ms} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sessions.length === 0 && <p className={styles.none}>No session began in this time.</p>}
    </section>
  );
}
