/** What a session ran on, and which processes took part in it. */
import type { ReactNode } from "react";
import type { ExportedSpan, SessionDetail } from "@rootspan/model/rest";
import { formatPlural } from "../format/count.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Line } from "../ui/text.tsx";
import { participantsOf } from "./participants.ts";
import styles from "./session-views.module.css";
import { Recordings } from "./video.tsx";

export interface EnvironmentViewProps {
  readonly session: SessionDetail;
  readonly spans: readonly ExportedSpan[];
}

export function EnvironmentView({ session, spans }: EnvironmentViewProps): ReactNode {
  const participants = participantsOf(spans);
  const hostEnvironment = session.host_environment;
  return (
    <div className={styles.list}>
      <Recordings sessionId={session.id} video={session.video} />
      <section className={styles.card}>
        <h2>{participants.length === 1 ? "Process" : "Processes that took part"}</h2>
        <div className={styles.tableScroll} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                {["Service", "Host", "Process", "Runtime", "SDK", "Spans"].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {participants.map(({ key, service, host, process, runtime, sdk, spans: count }) => (
                <tr key={key}>
                  {[service, host, process, runtime, sdk].map((text, index) => (
                    <td key={index}>{text === "" ? "–" : <Line text={text} maxLength={80} />}</td>
                  ))}
                  <td className="number">{formatPlural(count, "span")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section className={styles.card}>
        <h2>Host environment</h2>
        {hostEnvironment === null || hostEnvironment === undefined ? (
          <p className={styles.soft}>
            It was not recorded. <code>{'init({ hostEnvironment: "full" })'}</code> records it.
          </p>
        ) : (
          <div className={styles.json}>
            <JsonView value={hostEnvironment} />
          </div>
        )}
      </section>
    </div>
  );
}
