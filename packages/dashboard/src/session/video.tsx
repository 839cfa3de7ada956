/** Recordings and files of a session: played where this server has them, a link where they lie elsewhere. */
import type { ArtifactItem } from "@rootspan/model/rest";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { artifactsQuery } from "../api/queries.ts";
import { toAddress } from "../api/request.ts";
import { formatBytes } from "../format/count.ts";
import { toSafeLink } from "../format/safe-link.ts";
import { toVisibleLine } from "../format/visible-text.ts";
import { Line } from "../ui/text.tsx";
import styles from "./session-views.module.css";

export interface SessionRecordings {
  /** What this server has. */
  readonly videos: readonly ArtifactItem[];
  readonly files: readonly ArtifactItem[];
  /** Addresses elsewhere. */
  readonly links: readonly string[];
}

/** @param video the address that the session tells, which may be of one of its files */
export function useRecordings(sessionId: string, video: string | null): SessionRecordings {
  const { data } = useQuery(artifactsQuery(sessionId));
  const artifacts = data?.artifacts ?? [];
  const videos = artifacts.filter(({ content_type }) => content_type.startsWith("video/"));
  const link = video === null ? undefined : toSafeLink(video);
  const isElsewhere = link !== undefined && artifacts.every(({ url }) => !link.endsWith(url));
  return {
    videos,
    files: artifacts.filter((artifact) => !videos.includes(artifact)),
    links: isElsewhere ? [link] : [],
  };
}

export function Recordings({ recordings: { videos, links } }: { recordings: SessionRecordings }): ReactNode {
  return (
    <>
      {videos.map(({ id, name, url }) => (
        // Agents record what they do, not what is said about it.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <video
          key={id}
          className={styles.video}
          controls
          preload="metadata"
          src={toOwnAddress(url)}
          aria-label={toVisibleLine(name)}
        />
      ))}
      {links.map((link) => (
        <p key={link}>
          <a href={link} target="_blank" rel="noopener noreferrer">
            <Line text={link} />
          </a>
        </p>
      ))}
    </>
  );
}

export function Files({ sessionId, video }: { sessionId: string; video: string | null }): ReactNode {
  const { videos, files, links } = useRecordings(sessionId, video);
  if (videos.length + files.length + links.length === 0) return null;
  return (
    <section className={styles.card}>
      <h2>Recordings and files</h2>
      {links.map((link) => (
        <p key={link}>
          <a href={link} target="_blank" rel="noopener noreferrer">
            <Line text={link} />
          </a>
        </p>
      ))}
      {[...videos, ...files].map(({ id, name, url, size, content_type }) => (
        <p key={id}>
          <a href={toOwnAddress(url)} download="">
            <Line text={name} />
          </a>{" "}
          <span className={styles.soft}>
            <Line text={content_type} maxLength={60} />, {formatBytes(size)}
          </span>
        </p>
      ))}
    </section>
  );
}

/** The server tells paths of its own. */
function toOwnAddress(path: string): string {
  return toAddress(path.slice(path.indexOf("v2/")));
}
