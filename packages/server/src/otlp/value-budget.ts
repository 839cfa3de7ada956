/**
 * Bounds what one request may make of its bytes. Two bytes of protobuf can be a span of three hundred bytes in memory,
 * so a limit on the size of the body alone would not keep a process alive.
 */
import { OtlpDecodeError } from "./otlp-decode-error.ts";

/** Attribute values and list items of one request; a span counts as eight, an event or a link as four. */
export const MAX_VALUES = 2_000_000;

/** Levels of arrays and key-value lists within one attribute. */
export const MAX_VALUE_DEPTH = 64;

export class ValueBudget {
  #left: number;

  constructor(values: number = MAX_VALUES) {
    this.#left = values;
  }

  /** @throws OtlpDecodeError when the request holds too much. */
  take(values: number): void {
    this.#left -= values;
    if (this.#left < 0) throw new OtlpDecodeError(`holds more than ${MAX_VALUES} values`, { tooLarge: true });
  }
}
