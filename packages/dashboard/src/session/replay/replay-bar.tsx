/** Plays a session again: what had happened, been used and been spent by each moment. */
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useShortcuts } from "../../app/shortcuts.ts";
import { formatExactCount } from "../../format/count.ts";
import { formatDuration } from "../../format/duration.ts";
import { formatExactMoney } from "../../format/money.ts";
import { Button } from "../../ui/button.tsx";
import controls from "../../ui/controls.module.css";
import type { SpanTree } from "../span-tree.ts";
import { momentAt, replayMoments } from "./replay.ts";
import styles from "./replay-bar.module.css";

export interface ReplayBarProps {
  readonly tree: SpanTree;
  readonly atMs: number;
  readonly onMove: (atMs: number) => void;
  readonly onClose: () => void;
}

/** However long a session took, at normal speed it plays in so long; but never faster than it was, if it was shorter. */
const LENGTH_MS = 20_000;
const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;
const STEPS = 1_000;

export function ReplayBar({ tree, atMs, onMove, onClose }: ReplayBarProps): ReactNode {
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(1);
  const moments = useMemo(() => replayMoments(tree.nodes.map(({ span }) => span)), [tree]);
  const lengthMs = tree.endMs - tree.startMs;
  const moment = momentAt(moments, atMs);

  useEffect(() => {
    if (!isPlaying) return;
    const rate =
      Math.max(1, lengthMs / LENGTH_MS) * speed * (lengthMs < LENGTH_MS ? (Math.max(lengthMs, 1) / LENGTH_MS) * 4 : 1);
    let before = performance.now();
    let position = atMs >= tree.endMs ? tree.startMs : atMs;
    let frame = requestAnimationFrame(function step(now) {
      position = Math.min(tree.endMs, position + (now - before) * rate);
      before = now;
      onMove(position);
      if (position >= tree.endMs) setPlaying(false);
      else frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
    // It goes on from where it is; moving it by hand starts anew from there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isPlaying, speed, tree, lengthMs, onMove]);

  const step = (by: 1 | -1): void => {
    setPlaying(false);
    const later = moments.find((each) => each.atMs > atMs + 1e-6);
    const earlier = moments.findLast((each) => each.atMs < atMs - 1e-6);
    onMove((by === 1 ? later?.atMs : earlier?.atMs) ?? (by === 1 ? tree.endMs : tree.startMs));
  };
  useShortcuts([
    { key: " ", does: "Play or pause", run: () => setPlaying(!isPlaying) },
    { key: ",", does: "To what ended before", run: () => step(-1) },
    { key: ".", does: "To what ends next", run: () => step(1) },
  ]);
  return (
    <section className={styles.bar} aria-label="Replay">
      <Button
        look="primary"
        icon={isPlaying ? "pause" : "play"}
        label={isPlaying ? "Pause" : "Play"}
        onClick={() => setPlaying(!isPlaying)}
      />
      <input
        type="range"
        className={styles.scrubber}
        min={0}
        max={STEPS}
        step={1}
        value={lengthMs === 0 ? STEPS : Math.round(((atMs - tree.startMs) / lengthMs) * STEPS)}
        aria-label="Moment"
        aria-valuetext={formatDuration(atMs - tree.startMs)}
        onChange={({ target }) => {
          setPlaying(false);
          onMove(tree.startMs + (Number(target.value) / STEPS) * lengthMs);
        }}
      />
      <dl className={`number ${styles.sums}`}>
        <Sum name="Time" value={`${formatDuration(atMs - tree.startMs)} / ${formatDuration(lengthMs)}`} />
        <Sum name="Cost" value={formatExactMoney(moment?.costUsd ?? 0)} />
        <Sum name="Tokens" value={formatExactCount(moment?.tokens ?? 0)} />
        <Sum name="LLM" value={formatExactCount(moment?.llmCalls ?? 0)} />
        <Sum name="Tools" value={formatExactCount(moment?.toolCalls ?? 0)} />
        <Sum name="Errors" value={formatExactCount(moment?.errors ?? 0)} />
      </dl>
      <select
        className={controls.field}
        aria-label="Speed"
        value={speed}
        onChange={({ target }) => setSpeed(Number(target.value))}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {each}×
          </option>
        ))}
      </select>
      <Button look="plain" icon="close" label="End replay" onClick={onClose} />
    </section>
  );
}

function Sum({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
