/** A span as lists, timelines and charts need it: what is on it is fetched when it is opened. */
import type { SessionSpanKind } from "@rootspan/model";

export interface SpanRow {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: SessionSpanKind;
  /** Milliseconds since 1970, to the microsecond. */
  readonly startMs: number;
  /** Milliseconds since 1970, to the microsecond. */
  readonly endMs: number;
  readonly isFailed: boolean;
  /** Another span stands for the same failure. */
  readonly isCountedElsewhere: boolean;
  readonly statusMessage: string | undefined;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Undefined where it has no cost, or none that is known. */
  readonly costUsd: number | undefined;
}
