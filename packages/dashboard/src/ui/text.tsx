/** Text that came from spans: isolated, so that it cannot reorder what stands around it, and with nothing hidden. */
import type { ReactNode } from "react";
import { toVisibleLine } from "../format/visible-text.ts";

export function Line({ text, maxLength }: { text: string; maxLength?: number }): ReactNode {
  return <bdi>{toVisibleLine(text, maxLength)}</bdi>;
}
