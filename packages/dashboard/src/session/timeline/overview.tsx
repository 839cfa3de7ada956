/** The whole session in a strip; what is dragged over it is shown below. */
import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTheme } from "../../app/theme.ts";
import { useSize } from "../../ui/use-size.ts";
import type { SpanTree } from "../span-tree.ts";
import { placeOf, type TimeRange } from "./time-scale.ts";
import styles from "./timeline.module.css";

export interface OverviewProps {
  readonly tree: SpanTree;
  readonly whole: TimeRange;
  readonly range: TimeRange;
  readonly onRange: (range: TimeRange | undefined) => void;
}

/** A drag of fewer pixels is a click. */
const LEAST_DRAG = 4;

export function Overview({ tree, whole, range, onRange }: OverviewProps): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const { width, height } = useSize(ref);
  const theme = useTheme();
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number }>();

  useEffect(() => {
    if (canvasRef.current !== null && width > 0) draw(canvasRef.current, tree, whole, theme);
  }, [tree, whole, width, height, theme]);

  const shareOf = (event: PointerEvent): number => {
    const box = ref.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const lengthMs = whole.endMs - whole.startMs;
  const onPointerUp = (): void => {
    if (drag === undefined) return;
    const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    setDrag(undefined);
    if ((to - from) * width < LEAST_DRAG) onRange(undefined);
    else onRange({ startMs: whole.startMs + from * lengthMs, endMs: whole.startMs + to * lengthMs });
  };
  const shown = drag === undefined ? placeOf(range, whole) : undefined;
  const left = drag === undefined ? (shown?.left ?? 0) : Math.min(drag.from, drag.to);
  const size = drag === undefined ? (shown?.width ?? 1) : Math.abs(drag.to - drag.from);
  const isWhole = drag === undefined && size >= 0.9999;
  return (
    <div
      ref={ref}
      className={styles.canvas}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDrag({ from: shareOf(event), to: shareOf(event) });
      }}
      onPointerMove={(event) => drag !== undefined && setDrag({ ...drag, to: shareOf(event) })}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(undefined)}
      aria-hidden="true"
    >
      <canvas ref={canvasRef} />
      {!isWhole && (
        <>
          <div className={styles.shade} style={{ left: 0, width: `${left * 100}%` }} />
          <div className={styles.shade} style={{ left: `${(left + size) * 100}%`, right: 0 }} />
          <div className={styles.window} style={{ left: `${left * 100}%`, width: `${size * 100}%` }} />
        </>
      )}
    </div>
  );
}

/** Rows share the height; of thousands, each is less than a pixel and they blend. */
function draw(canvas: HTMLCanvasElement, tree: SpanTree, whole: TimeRange, _theme: string): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const scale = devicePixelRatio;
  const { clientWidth, clientHeight } = canvas;
  canvas.width = Math.round(clientWidth * scale);
  canvas.height = Math.round(clientHeight * scale);
  context.scale(scale, scale);
  const colours = new Map<string, string>();
  const colourOf = (kind: string): string => {
    const known = colours.get(kind);
    if (known !== undefined) return known;
    const probe = document.createElement("i");
    probe.dataset["kind"] = kind;
    canvas.parentElement?.append(probe);
    probe.style.color = "var(--tone)";
    const colour = getComputedStyle(probe).color;
    probe.remove();
    colours.set(kind, colour);
    return colour;
  };
  const rowHeight = clientHeight / Math.max(tree.nodes.length, 6);
  for (const [index, { span }] of tree.nodes.entries()) {
    const place = placeOf(span, whole);
    if (place === undefined) continue;
    context.fillStyle = colourOf(span.isFailed ? "error" : span.kind);
    context.fillRect(
      place.left * clientWidth,
      index * rowHeight,
      Math.max(1, place.width * clientWidth),
      Math.max(0.75, Math.min(4, rowHeight - 1)),
    );
  }
}
