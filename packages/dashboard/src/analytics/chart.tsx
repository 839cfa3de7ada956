/** A chart over time: bars that are stacked, or lines. What is dragged over it becomes the time that is looked at. */
import "uplot/dist/uPlot.min.css";
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from "react";
import UPlot from "uplot";
import { useTheme } from "../app/theme.ts";
import { Line } from "../ui/text.tsx";
import { useSize } from "../ui/use-size.ts";
import styles from "./chart.module.css";
import { type Series, stack } from "./stack.ts";

export interface ChartProps {
  readonly title: string;
  readonly note: string;
  /** Seconds since 1970 of each point. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** One a series: a CSS colour. */
  readonly colours: readonly string[];
  readonly look: "bars" | "lines";
  readonly format: (value: number) => string;
  readonly onRange: (fromMs: number, toMs: number) => void;
}

const HEIGHT = 188;
const HOUR_S = 3_600;
/** A drag of fewer pixels is a click. */
const LEAST_DRAG = 6;

export function Chart({ title, note, times, series, colours, look, format, onRange }: ChartProps): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useSize(ref);
  const theme = useTheme();
  const [at, setAt] = useState<number>();
  const latest = useRef(onRange);
  useEffect(() => {
    latest.current = onRange;
  });
  useEffect(() => {
    const place = ref.current;
    if (place === null || width === 0) return;
    const stepS = times.length > 1 ? times[1]! - times[0]! : HOUR_S;
    const plot = new UPlot(
      toOptions({
        width,
        look,
        format,
        series,
        place,
        colours,
        stepS,
        onIndex: setAt,
        onRange: (from, to) => latest.current(from, to),
      }),
      [[...times], ...(look === "bars" ? stack(series).toReversed() : series).map(({ values }) => [...values])],
      place,
    );
    return () => plot.destroy();
  }, [width, theme, times, series, colours, look, format]);
  return (
    <figure className={styles.chart} aria-label={title}>
      <figcaption>
        {title} <span>{note}</span>
      </figcaption>
      <div ref={ref} className={styles.canvas} aria-hidden="true" />
      <ul className={styles.legend} aria-hidden="true">
        {series.map(({ label, values }, index) => (
          <li key={label}>
            <span className={styles.swatch} style={{ "--colour": colours[index] } as CSSProperties} />
            <Line text={label} maxLength={60} />
            {at !== undefined && <span className={`number ${styles.value}`}>{toText(values[at], format)}</span>}
          </li>
        ))}
      </ul>
      <table className="aside">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map(({ label }) => (
              <th key={label} scope="col">
                <Line text={label} maxLength={60} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((time, index) => (
            <tr key={time}>
              <th scope="row">{new Date(time * 1_000).toISOString()}</th>
              {series.map(({ label, values }) => (
                <td key={label}>{toText(values[index], format)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

interface PlotSettings extends Pick<ChartProps, "look" | "format" | "series" | "colours" | "onRange"> {
  readonly width: number;
  readonly place: HTMLElement;
  /** Between two points. */
  readonly stepS: number;
  readonly onIndex: (index: number | undefined) => void;
}

function toOptions({
  width,
  look,
  format,
  series,
  place,
  colours,
  stepS,
  onIndex,
  onRange,
}: PlotSettings): UPlot.Options {
  const ink = colourOf(place, "var(--text-faint)");
  const line = colourOf(place, "var(--line)");
  const drawn = series.map(({ label }, index): UPlot.Series => {
    const colour = colourOf(place, colours[index]!);
    return look === "bars"
      ? {
          label,
          fill: colour,
          stroke: colour,
          width: 0,
          paths: UPlot.paths.bars!({ size: [0.72, 28], align: 1 }),
          points: { show: false },
        }
      : { label, stroke: colour, width: 1.75, spanGaps: true, points: { size: 5, fill: colour } };
  });
  const font = `11px ${getComputedStyle(place).fontFamily}`;
  const grid = { stroke: line, width: 1 };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG }, points: { show: false } },
    // The last interval has a length, too.
    scales: {
      x: { range: (_plot, min, max) => [min, max + stepS] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      { stroke: ink, font, grid: { show: false }, ticks: grid },
      {
        stroke: ink,
        font,
        grid,
        ticks: { show: false },
        size: 62,
        values: (_plot, splits) => splits.map((value) => format(value)),
      },
    ],
    series: [{}, ...(look === "bars" ? drawn.toReversed() : drawn)],
    hooks: {
      setCursor: [({ cursor }) => onIndex(cursor.idx ?? undefined)],
      setSelect: [
        (plot) => {
          const { left, width: length } = plot.select;
          if (length < LEAST_DRAG) return;
          onRange(plot.posToVal(left, "x") * 1_000, plot.posToVal(left + length, "x") * 1_000);
        },
      ],
    },
  };
}

/** As the canvas takes it: a colour of the theme is computed first. */
function colourOf(place: HTMLElement, colour: string): string {
  const probe = document.createElement("i");
  probe.style.color = colour;
  place.append(probe);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  return computed;
}

function toText(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}
