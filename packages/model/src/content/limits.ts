/** What content may be recorded, and how much of it. Content is what users, models and tools wrote. */

/** Where a value would be recorded. */
export interface ContentPlace {
  /** The attribute's key, such as `gen_ai.input.messages`; `status.message` for the message of a span's status. */
  readonly attribute: string;
  /** Name of the property, or index of the item, that holds the value; empty for the content as a whole. */
  readonly key: string;
}

/**
 * Decides what is recorded of a value. Asked about every value that may be recorded, the outermost first, as the
 * replacer of `JSON.stringify` is: what it returns is recorded in the value's place, `undefined` leaves the value out.
 */
export type Redact = (value: unknown, where: ContentPlace) => unknown;

export interface ContentLimits {
  /** False: none. */
  readonly captureContent: boolean;
  /** The largest content attribute, in bytes of UTF-8. */
  readonly maxAttributeBytes: number;
  /** Values that it throws at are recorded as `[redaction failed]`. */
  readonly redact?: Redact | undefined;
}
