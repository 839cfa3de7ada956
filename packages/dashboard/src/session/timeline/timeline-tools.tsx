/** What narrows a timeline down, and what moves through it. */
import type { SessionSpanKind } from "@rootspan/model";
import { type ReactNode, type RefObject, useMemo } from "react";
import { formatExactCount } from "../../format/count.ts";
import { Button } from "../../ui/button.tsx";
import controls from "../../ui/controls.module.css";
import { nameOfKind } from "../../ui/tag.tsx";
import type { SessionView } from "../session-view.ts";
import type { SpanTree } from "../span-tree.ts";
import styles from "./timeline.module.css";
import type { TimelineState } from "./use-timeline.ts";

export interface TimelineToolsProps {
  readonly tree: SpanTree;
  readonly view: SessionView;
  readonly state: TimelineState;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onView: (view: SessionView) => void;
  readonly onNextError: () => void;
  /** Whether what just began is kept in sight; undefined where nothing runs any more. */
  readonly isFollowing: boolean | undefined;
  readonly onFollow: () => void;
}

export function TimelineTools(props: TimelineToolsProps): ReactNode {
  const { tree, view, state, searchRef, onView, onNextError, isFollowing, onFollow } = props;
  const kinds = useMemo(() => countKinds(tree), [tree]);
  const failures = useMemo(() => tree.nodes.filter(({ span }) => span.isFailed).length, [tree]);
  const { kind: chosen = [], q: _q, failed: _failed, path: _path, ...rest } = view;
  const toggleKind = (kind: string): void => {
    const next = chosen.includes(kind) ? chosen.filter((other) => other !== kind) : [...chosen, kind];
    const { kind: _kind, ...others } = view;
    onView(next.length === 0 ? others : { ...others, kind: next });
  };
  return (
    <div className={styles.tools} role="search" aria-label="Spans">
      <input
        ref={searchRef}
        type="search"
        className={`${controls.field} ${styles.search}`}
        placeholder="Find spans  /"
        aria-label="Find spans by name, model, agent or message"
        value={view.q ?? ""}
        onChange={({ target }) => {
          const { q: _text, ...others } = view;
          onView(target.value === "" ? others : { ...others, q: target.value });
        }}
      />
      <div className={styles.kinds} role="group" aria-label="Kinds">
        {kinds.map(([kind, count]) => (
          <button
            key={kind}
            type="button"
            data-kind={kind}
            className={styles.kind}
            aria-pressed={chosen.includes(kind)}
            onClick={() => toggleKind(kind)}
          >
            <span className={styles.dot} />
            {nameOfKind(kind)}
            <span className="number">{formatExactCount(count)}</span>
          </button>
        ))}
      </div>
      {state.matches !== undefined && (
        <Button look="plain" onClick={() => onView(rest)}>
          {formatExactCount(state.matches.size)} found · clear
        </Button>
      )}
      <div className={styles.end}>
        {isFollowing !== undefined && (
          <Button
            look="plain"
            icon="down"
            aria-pressed={isFollowing}
            title="Keep what just began in sight (l)"
            onClick={onFollow}
          >
            Follow
          </Button>
        )}
        {failures > 0 && (
          <Button look="plain" icon="warning" onClick={onNextError} title="Next error (e)" className={controls.danger}>
            {formatExactCount(failures)}
          </Button>
        )}
        <Button
          look="plain"
          icon="target"
          aria-pressed={view.path === true}
          title="Mark what decided the duration (c)"
          onClick={() => onView(withoutOrWithPath(view))}
        >
          Critical path
        </Button>
        <Button
          look="plain"
          icon="expand"
          label={state.collapsed.size > 0 ? "Unfold all" : "Fold all"}
          onClick={() => (state.collapsed.size > 0 ? state.expandAll() : state.collapseAll())}
        />
        <Button
          look="plain"
          disabled={!state.isZoomed}
          onClick={() => state.setRange(undefined)}
          title="The whole session (0)"
        >
          Fit
        </Button>
      </div>
    </div>
  );
}

export function withoutOrWithPath({ path, ...rest }: SessionView): SessionView {
  return path === true ? rest : { ...rest, path: true };
}

function countKinds(tree: SpanTree): readonly (readonly [SessionSpanKind, number])[] {
  const counts = new Map<SessionSpanKind, number>();
  for (const { span } of tree.nodes) counts.set(span.kind, (counts.get(span.kind) ?? 0) + 1);
  return [...counts].filter(([kind]) => kind !== "session").toSorted((a, b) => b[1] - a[1]);
}
