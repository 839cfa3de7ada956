/** One session: what it came to, and the ways to look into it. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import type { SessionDetail, SessionStats, SpanItem } from "@rootspan/model/rest";
import { sessionQuery, spansQuery, statsQuery } from "../api/queries.ts";
import { ApiError } from "../api/request.ts";
import { useTitle } from "../app/use-title.ts";
import { toVisibleLine } from "../format/visible-text.ts";
import { Button } from "../ui/button.tsx";
import { Bone, Fault, Notice } from "../ui/notice.tsx";
import { EnvironmentView } from "./environment-view.tsx";
import { ErrorsView } from "./errors-view.tsx";
import { RawView } from "./raw-view.tsx";
import { rowsOf } from "./read-spans.ts";
import { ReplayBar } from "./replay/replay-bar.tsx";
import { SessionHeader } from "./session-header.tsx";
import styles from "./session-page.module.css";
import { TABS, type Tab } from "./session-view.ts";
import { buildTree, type SpanTree } from "./span-tree.ts";
import { Timeline } from "./timeline/timeline.tsx";
import { useLiveSession } from "./use-live-session.ts";
import { Recordings, useRecordings } from "./video.tsx";

const route = getRouteApi("/sessions/$sessionId");

/** Markdown is loaded with the first conversation. */
const ChatView = lazy(async () => ({ default: (await import("./chat/chat-view.tsx")).ChatView }));

const NAMES: Readonly<Record<Tab, string>> = {
  timeline: "Timeline",
  chat: "Chat",
  errors: "Errors",
  environment: "Environment",
  raw: "Raw",
};

export function SessionPage(): ReactNode {
  const { sessionId } = route.useParams();
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const session = useQuery(sessionQuery(sessionId));
  const stats = useQuery(statsQuery(sessionId));
  const spans = useQuery(spansQuery(sessionId));
  const isGone = useLiveSession(sessionId, session.data?.sequence);
  const tab = view.tab ?? "timeline";
  const [atMs, setAtMs] = useState<number>();
  const [isVideoShown, setVideoShown] = useState(false);
  const recordings = useRecordings(sessionId, session.data?.video ?? null);
  useTitle(toVisibleLine(session.data?.name ?? sessionId, 80));
  const tree = useMemo(() => buildTree(rowsOf(spans.data?.spans ?? [])), [spans.data]);
  const error = session.error ?? spans.error;
  const openSpan = (span: string): void => void navigate({ search: { span } });

  if (isGone || (error instanceof ApiError && error.status === 404)) {
    return (
      <Notice title="There is no such session" actions={<Link to="/">All sessions</Link>}>
        It may have been deleted, belong to another project, or not have arrived yet.
      </Notice>
    );
  }
  if (error !== null && session.data === undefined)
    return <Fault error={error} onRetry={() => void session.refetch()} />;
  return (
    <div className={styles.page}>
      {session.data === undefined ? (
        <div className={styles.header}>
          <Bone width={30} />
          <Bone width={70} />
        </div>
      ) : (
        <SessionHeader session={session.data} stats={stats.data} />
      )}
      <nav className={styles.tabs} aria-label="Views of the session">
        {TABS.map((name) => (
          <Link
            key={name}
            from={route.id}
            to="."
            search={name === "timeline" ? {} : { tab: name }}
            activeOptions={{ exact: true, includeSearch: true }}
            className={styles.tab}
            aria-current={name === tab ? "page" : undefined}
          >
            {NAMES[name]}
          </Link>
        ))}
        <span className={styles.tabsEnd}>
          {recordings.videos.length + recordings.links.length > 0 && (
            <Button look="plain" icon="video" aria-pressed={isVideoShown} onClick={() => setVideoShown(!isVideoShown)}>
              Recording
            </Button>
          )}
          <Button
            look="plain"
            icon="play"
            aria-pressed={atMs !== undefined}
            disabled={tree.nodes.length === 0}
            onClick={() => setAtMs(atMs === undefined ? tree.startMs : undefined)}
          >
            Replay
          </Button>
        </span>
      </nav>
      {atMs !== undefined && <ReplayBar tree={tree} atMs={atMs} onMove={setAtMs} onClose={() => setAtMs(undefined)} />}
      {isVideoShown && (
        <section className={styles.recording} aria-label="Recording">
          <Recordings recordings={recordings} />
        </section>
      )}
      <div className={styles.panel}>
        {session.data === undefined || spans.data === undefined ? (
          <Waiting />
        ) : (
          <Suspense fallback={<Waiting />}>
            <View
              tab={tab}
              session={session.data}
              stats={stats.data}
              spans={spans.data.spans}
              tree={tree}
              atMs={atMs}
              onOpen={openSpan}
            />
          </Suspense>
        )}
      </div>
    </div>
  );
}

function Waiting(): ReactNode {
  return (
    <div className={styles.waiting} aria-busy="true">
      {[72, 54, 63, 40, 58].map((width) => (
        <Bone key={width} width={width} />
      ))}
    </div>
  );
}

interface ViewProps {
  readonly tab: Tab;
  readonly session: SessionDetail;
  readonly stats: SessionStats | undefined;
  readonly spans: readonly SpanItem[];
  readonly tree: SpanTree;
  readonly atMs: number | undefined;
  readonly onOpen: (id: string) => void;
}

function View({ tab, session, stats, spans, tree, atMs, onOpen }: ViewProps): ReactNode {
  switch (tab) {
    case "timeline":
      return <Timeline sessionId={session.id} tree={tree} isRunning={session.running} atMs={atMs} />;
    case "chat":
      return <ChatView sessionId={session.id} tree={tree} onOpen={onOpen} />;
    case "errors":
      return <ErrorsView sessionId={session.id} tree={tree} onOpen={onOpen} />;
    case "environment":
      return <EnvironmentView session={session} />;
    case "raw":
      return <RawView session={session} stats={stats} spans={spans} />;
  }
}
