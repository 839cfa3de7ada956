/** Tables for people: as wide as the window, and never wider. */
import { toPrintable } from "../../printable.ts";
import type { Terminal } from "../command.ts";
import { type Colour, createPaint } from "./colour.ts";
import { cutToWidth, padToWidth, textWidth } from "./text-width.ts";

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly align?: "left" | "right";
  readonly colour?: (row: Row) => Colour | undefined;
  /** Whether it may be cut where the window is too narrow. */
  readonly canShrink?: boolean;
  /** Where cutting is not enough, columns with a number go, the smallest first. */
  readonly goes?: number;
}

const GAP = "  ";
const LEAST_WIDTH = 8;

/** Nothing for no rows. Whatever is in a text, it stays in its cell. */
export function toTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], terminal: Terminal): string {
  if (rows.length === 0) return "";
  const paint = createPaint(terminal);
  const placed = fit(
    columns.map((column) => {
      const texts = rows.map((row) => toPrintable(column.text(row)));
      return { column, texts, width: Math.max(...[column.title, ...texts].map(textWidth)) };
    }),
    terminal.columns ?? Infinity,
  );
  const titles = placed.map(({ column, width }) => padToWidth(column.title, width, column.align)).join(GAP);
  const lines = rows.map((row, index) =>
    placed
      .map(({ column, texts, width }) => {
        const text = padToWidth(cutToWidth(texts[index]!, width), width, column.align);
        const colour = column.colour?.(row);
        return colour === undefined ? text : paint(colour, text);
      })
      .join(GAP)
      .trimEnd(),
  );
  return `${[paint("gray", titles.trimEnd()), ...lines].join("\n")}\n`;
}

interface PlacedColumn<Row> {
  readonly column: Column<Row>;
  /** One a row. */
  readonly texts: readonly string[];
  readonly width: number;
}

/** What is missing is taken from the widest columns that can shrink; where that is not enough, columns go. */
function fit<Row>(columns: readonly PlacedColumn<Row>[], window: number): readonly PlacedColumn<Row>[] {
  const widths = columns.map(({ width }) => width);
  let surplus = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - window;
  while (surplus > 0) {
    const widest = columns.reduce<number | undefined>((best, { column }, index) => {
      if (column.canShrink !== true || widths[index]! <= LEAST_WIDTH) return best;
      return best === undefined || widths[index]! > widths[best]! ? index : best;
    }, undefined);
    if (widest === undefined) return withoutOne(columns, window);
    widths[widest]! -= 1;
    surplus -= 1;
  }
  return columns.map((placed, index) => ({ ...placed, width: widths[index]! }));
}

function withoutOne<Row>(columns: readonly PlacedColumn<Row>[], window: number): readonly PlacedColumn<Row>[] {
  const [first] = columns
    .filter(({ column }) => column.goes !== undefined)
    .toSorted((a, b) => a.column.goes! - b.column.goes!);
  return first === undefined
    ? columns
    : fit(
        columns.filter((placed) => placed !== first),
        window,
      );
}
