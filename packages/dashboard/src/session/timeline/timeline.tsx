/** The waterfall of a session with the span that is open. */
import { getRouteApi } from "@tanstack/react-router";
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useSetting } from "../../app/page-settings.ts";
import { useShortcuts } from "../../app/shortcuts.ts";
import { formatDuration } from "../../format/duration.ts";
import { formatPlural } from "../../format/count.ts";
import { Splitter } from "../../ui/splitter.tsx";
import { useSize } from "../../ui/use-size.ts";
import { SpanPanel } from "../panel/span-panel.tsx";
import type { SessionView } from "../session-view.ts";
import type { SpanNode, SpanTree } from "../span-tree.ts";
import { Overview } from "./overview.tsx";
import { pan, ticksOf, zoom } from "./time-scale.ts";
import { TimelineRows } from "./timeline-rows.tsx";
import { TimelineTools, withoutOrWithPath } from "./timeline-tools.tsx";
import styles from "./timeline.module.css";
import { useTimeline } from "./use-timeline.ts";

const route = getRouteApi("/sessions/$sessionId");
const MOST_TICKS = 6;
/** Pixels of the scale that a tick with its time needs, and of a row that a bar with all that is said of it needs. */
const TICK_WIDTH = 90;
const ROOM_FOR_FACTS = 420;

export interface TimelineProps {
  readonly sessionId: string;
  readonly tree: SpanTree;
  readonly isRunning: boolean;
  readonly atMs: number | undefined;
}

export function Timeline({ sessionId, tree, isRunning, atMs }: TimelineProps): ReactNode {
  const view = route.useSearch();
  const navigate = route.useNavigate();
  const state = useTimeline(tree, view);
  const { nodes, range, whole, setRange } = state;
  const [isFollowing, setFollowing] = useState(true);
  const isAtNewest = isRunning && isFollowing && view.span === undefined;
  const newestId = useMemo(() => (isAtNewest ? newestOf(tree)?.span.id : undefined), [isAtNewest, tree]);
  const scrollRef = useRef<HTMLDivElement>(null);
  const searchRef = useRef<HTMLInputElement>(null);
  const [nameWidth, setNameWidth] = useSetting("name-width");
  const [panelWidth, setPanelWidth] = useSetting("panel-width");
  const layoutRef = useRef<HTMLDivElement>(null);
  const { width } = useSize(layoutRef);
  const names = clamp(Number(nameWidth ?? 320), 160, width === 0 ? 720 : Math.max(160, width / 2));
  const panel = clamp(Number(panelWidth ?? 520), 320, 900);
  const onView = useCallback((next: SessionView): void => void navigate({ search: next, replace: true }), [navigate]);
  const open = useCallback(
    (id: string | undefined): void =>
      void navigate({
        search: ({ span: _span, ...rest }) => (id === undefined ? rest : { ...rest, span: id }),
        replace: true,
      }),
    [navigate],
  );
  const openNode = view.span === undefined ? undefined : tree.byId.get(view.span);
  const { reveal } = state;
  useEffect(() => {
    if (view.span !== undefined) reveal(view.span);
    // Once per span that is opened: afterwards it may be folded away.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [view.span, tree.nodes.length > 0]);

  const move = (by: number): void => {
    const at = nodes.findIndex(({ span }) => span.id === view.span);
    open(nodes[clamp(at === -1 && by < 0 ? 0 : at + by, 0, nodes.length - 1)]?.span.id);
  };
  const nextError = (): void => {
    const at = nodes.findIndex(({ span }) => span.id === view.span);
    const next =
      nodes.find(({ span }, index) => index > at && span.isFailed) ?? nodes.find(({ span }) => span.isFailed);
    if (next !== undefined) open(next.span.id);
  };
  const zoomBy = (factor: number): void => setRange(zoom(range, factor, 0.5, whole));
  useShortcuts([
    { key: "/", does: "Find spans", run: () => searchRef.current?.focus() },
    { key: "j", does: "Next span", run: () => move(1) },
    { key: "k", does: "Span before", run: () => move(-1) },
    { key: "e", does: "Next error", run: nextError },
    { key: "c", does: "Critical path", run: () => onView(withoutOrWithPath(view)) },
    { key: "+", does: "Closer", run: () => zoomBy(0.5) },
    { key: "-", does: "Farther", run: () => zoomBy(2) },
    { key: "0", does: "The whole session", run: () => setRange(undefined) },
    { key: "l", does: "Follow what happens", run: () => setFollowing(!isFollowing) },
    { key: "Escape", does: "Close the span", run: () => open(undefined) },
  ]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const id = view.span;
    const actions: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Home: () => open(nodes[0]?.span.id),
      End: () => open(nodes.at(-1)?.span.id),
      ArrowLeft:
        openNode === undefined
          ? undefined
          : () =>
              openNode.children.length > 0 && !state.collapsed.has(openNode.span.id)
                ? state.toggle(openNode.span.id)
                : open((openNode.parent ?? openNode).span.id),
      ArrowRight: id !== undefined && state.collapsed.has(id) ? () => state.toggle(id) : () => move(1),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
  useWheelZoom(
    scrollRef,
    (factor, at) => setRange(zoom(range, factor, at, whole)),
    (share) => setRange(pan(range, share * (range.endMs - range.startMs), whole)),
  );

  const trackWidth = width - names;
  const most = clamp(Math.floor(trackWidth / TICK_WIDTH), 2, MOST_TICKS);
  const ticks = useMemo(() => ticksOf(range, whole.startMs, most), [range, whole, most]);
  const widths = { "--name-width": `${names}px`, "--panel-width": `${panel}px` } as CSSProperties;
  return (
    <div ref={layoutRef} className={styles.layout} data-open={openNode !== undefined} style={widths}>
      <section className={styles.timeline} aria-label="Timeline">
        <TimelineTools
          tree={tree}
          view={view}
          state={state}
          searchRef={searchRef}
          onView={onView}
          onNextError={nextError}
          isFollowing={isRunning ? isAtNewest : undefined}
          onFollow={() => {
            setFollowing(!isAtNewest);
            if (!isAtNewest) open(undefined);
          }}
        />
        <div className={`${styles.split} ${styles.overview}`}>
          <span className={styles.overviewHint}>{formatPlural(tree.nodes.length, "span")}</span>
          <span />
          <Overview tree={tree} whole={whole} range={range} onRange={setRange} />
        </div>
        <div className={`${styles.split} ${styles.scale}`}>
          <span className={styles.scaleName}>Name</span>
          <Splitter
            label="Width of the names"
            value={names}
            min={160}
            max={720}
            onChange={(next) => setNameWidth(String(next))}
          />
          <div className={styles.ticks}>
            {ticks.map(({ at, sinceMs }) => (
              <span key={sinceMs} className={`number ${styles.tick}`} style={{ left: `${at * 100}%` }}>
                {formatDuration(sinceMs)}
              </span>
            ))}
          </div>
        </div>
        <TimelineRows
          state={state}
          ticks={ticks}
          scrollRef={scrollRef}
          openId={view.span}
          newestId={newestId}
          atMs={atMs}
          isNarrow={trackWidth < ROOM_FOR_FACTS}
          onOpen={open}
          onKeyDown={onKeyDown}
          onScrollBack={() => setFollowing(false)}
        />
      </section>
      {openNode !== undefined && (
        <>
          <Splitter
            label="Width of the span"
            value={panel}
            min={320}
            max={900}
            isReversed
            onChange={(next) => setPanelWidth(String(next))}
          />
          <SpanPanel sessionId={sessionId} node={openNode} tree={tree} onOpen={open} onClose={() => open(undefined)} />
        </>
      )}
    </div>
  );
}

/** With Ctrl (a pinch) about the pointer, sideways along the time. Not by React: it may not keep the page from zooming. */
function useWheelZoom(
  ref: { readonly current: HTMLElement | null },
  onZoom: (factor: number, at: number) => void,
  onPan: (share: number) => void,
): void {
  const latest = useRef({ onZoom, onPan });
  useEffect(() => {
    latest.current = { onZoom, onPan };
  });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent): void => {
      const track = element.querySelector(`.${styles.track}`)?.getBoundingClientRect();
      if (track === undefined) return;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        latest.current.onZoom(Math.exp(event.deltaY / 240), clamp((event.clientX - track.left) / track.width, 0, 1));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        latest.current.onPan(event.deltaX / track.width);
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [ref]);
}

/** The span that began last. */
function newestOf({ nodes }: SpanTree): SpanNode | undefined {
  return nodes.reduce<SpanNode | undefined>(
    (newest, node) => (newest === undefined || node.span.startMs >= newest.span.startMs ? node : newest),
    undefined,
  );
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
