/** The recording of a session: played where this server has it, a link where it lies elsewhere. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { artifactsQuery } from "../api/queries.ts";
import { toAddress } from "../api/request.ts";
import { formatBytes } from "../format/count.ts";
import { toSafeLink } from "../format/safe-link.ts";
import { Line } from "../ui/text.tsx";
import styles from "./session-views.module.css";

export function Recordings({ sessionId, video }: { sessionId: string; video: string | null }): ReactNode {
  const { data } = useQuery(artifactsQuery(sessionId));
  const artifacts = data?.artifacts ?? [];
  const own = artifacts.filter(({ content_type }) => content_type.startsWith("video/"));
  const others = artifacts.filter((artifact) => !own.includes(artifact));
  const link = video === null ? undefined : toSafeLink(video);
  const isElsewhere = link !== undefined && own.every(({ url }) => !link.endsWith(url));
  if (own.length === 0 && others.length === 0 && !isElsewhere) return null;
  return (
    <section className={styles.card}>
      <h2>Recordings and files</h2>
      {own.map(({ id, name, url }) => (
        // Agents record what they do, not what is said about it.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <video
          key={id}
          className={styles.video}
          controls
          preload="metadata"
          src={toOwnAddress(url)}
          aria-label={name}
        />
      ))}
      {isElsewhere && (
        <p>
          <a href={link} target="_blank" rel="noopener noreferrer">
            <Line text={link} />
          </a>
        </p>
      )}
      {others.map(({ id, name, url, size }) => (
        <p key={id}>
          <a href={toOwnAddress(url)} download="">
            <Line text={name} />
          </a>{" "}
          <span className={styles.soft}>{formatBytes(size)}</span>
        </p>
      ))}
    </section>
  );
}

/** The server tells paths of its own. */
function toOwnAddress(path: string): string {
  return toAddress(path.slice(path.indexOf("v2/")));
}
