/** The `Range` of a request: RFC 9110, section 14. */
import type { ByteRange } from "../../store/artifact-store.ts";

export type RequestedRange =
  /** No range is asked for, or one that we do not know: of another unit, or several at once. */
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly range: ByteRange }
  | { readonly kind: "unsatisfiable" };

const UNSATISFIABLE: RequestedRange = { kind: "unsatisfiable" };

const BYTES = /^bytes\s*=\s*(.*)$/i;
const ONE_RANGE = /^(\d*)\s*-\s*(\d*)$/;

/** @param size bytes that there are */
export function parseRange(header: string | undefined, size: number): RequestedRange {
  const ranges = BYTES.exec(header?.trim() ?? "")?.[1];
  if (ranges === undefined || ranges.includes(",")) return { kind: "whole" };
  const [, from, to] = ONE_RANGE.exec(ranges) ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return UNSATISFIABLE;
  // Without a start it is that many bytes of the end.
  const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return first > last ? UNSATISFIABLE : { kind: "part", range: { first, last } };
}
