/** The few pictures that the pages use, drawn as lines of the text's colour. */
import type { ReactNode } from "react";

const SHAPES = {
  root: "M4 5h8M4 5v9M8 10h9M8 10v4M13 14h4",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12ZM17 17l-3.8-3.8",
  close: "M5 5l10 10M15 5L5 15",
  check: "M4 10.5l4 4 8-9",
  copy: "M7 7V4h9v9h-3M4 7h9v9H4z",
  download: "M10 3v9M6.5 8.8L10 12.3l3.5-3.5M4 16h12",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
  moon: "M16.5 11.6A7 7 0 1 1 8.4 3.5a5.5 5.5 0 0 0 8.1 8.1Z",
  right: "M8 5l5 5-5 5",
  down: "M5 8l5 5 5-5",
  up: "M5 12l5-5 5 5",
  play: "M6 4.5l9.5 5.5L6 15.5z",
  video: "M3 6h10v8H3zM13 9l4-2.5v7L13 11",
  pause: "M7 4.5v11M13 4.5v11",
  star: "M10 3l2.1 4.5 4.9.6-3.6 3.4.9 4.9-4.3-2.4-4.3 2.4.9-4.9L3 8.1l4.9-.6z",
  swap: "M4 7h11l-3-3M16 13H5l3 3",
  link: "M8.5 11.5l3-3M7 9.5l-2 2a2.8 2.8 0 0 0 4 4l2-2M13 10.5l2-2a2.8 2.8 0 0 0-4-4l-2 2",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.7.4-1.1.9-1.1 1.8M10 14.5h.01",
  filter: "M3 5h14M6 10h8M8.5 15h3",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6",
  expand: "M6 8l4-4 4 4M6 12l4 4 4-4",
  warning: "M10 4l7 12H3zM10 8.5v3.5M10 14h.01",
  edit: "M4 16l.8-3.2L13.2 4.4l2.4 2.4-8.4 8.4z",
  columns: "M4 4h12v12H4zM10 4v12",
  target: "M10 16a6 6 0 1 0 0-12 6 6 0 0 0 0 12ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
} as const;

export type IconName = keyof typeof SHAPES;

/** Says nothing to those who do not see it: what stands beside it does. */
export function Icon({
  name,
  size = 16,
  filled = false,
}: {
  name: IconName;
  size?: number;
  filled?: boolean;
}): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}
