/** Text that came from spans: isolated, so that it cannot reorder what stands around it, and with nothing hidden. */
import type { ReactNode } from "react";
import { toVisibleLine } from "../format/visible-text.ts";

export interface LineProps {
  readonly text: string;
  readonly maxLength?: number;
  /** So many characters always have room; a longer line ends in `…` where it is too long. */
  readonly fits?: number;
  readonly className?: string | undefined;
  /** Shown on hover. */
  readonly title?: string;
}

/** What has room is not clipped: nothing makes scrolling as slow as clips do. */
export function Line({ text, maxLength, fits = Number.POSITIVE_INFINITY, className, title }: LineProps): ReactNode {
  return (
    <bdi className={text.length > fits ? `clip ${className}` : className} title={title}>
      {toVisibleLine(text, maxLength)}
    </bdi>
  );
}
