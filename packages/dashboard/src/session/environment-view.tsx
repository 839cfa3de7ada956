/** What a session ran on, and which processes took part in it. */
import type { SessionDetail } from "@rootspan/model/rest";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { processesQuery } from "../api/queries.ts";
import { formatPlural } from "../format/count.ts";
import { JsonView } from "../ui/json-view.tsx";
import { Bone, Fault } from "../ui/notice.tsx";
import { Line } from "../ui/text.tsx";
import { participantsOf } from "./participants.ts";
import styles from "./session-views.module.css";
import { Files } from "./video.tsx";

export function EnvironmentView({ session }: { session: SessionDetail }): ReactNode {
  const { data, error, refetch } = useQuery(processesQuery(session.id));
  const participants = participantsOf(data?.processes ?? []);
  const hostEnvironment = session.host_environment;
  return (
    <div className={styles.list}>
      <Files sessionId={session.id} video={session.video} />
      <section className={styles.card}>
        <h2>{participants.length > 1 ? "Processes that took part" : "Process"}</h2>
        {error !== null && <Fault error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Bone width={60} />}
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
