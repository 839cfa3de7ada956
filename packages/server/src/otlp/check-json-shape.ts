/**
 * Looks over a JSON body before it is parsed: `JSON.parse` takes seconds for ten million nested arrays, and gigabytes
 * for a body that is nothing but empty objects.
 */
import { OtlpDecodeError } from "./otlp-decode-error.ts";
import { MAX_VALUES } from "./value-budget.ts";

/** A value of 64 levels takes four levels of JSON each, and stands a dozen deep. */
const MAX_JSON_DEPTH = 512;

/** Objects, arrays and items: an attribute of OTLP takes about five. */
const MAX_JSON_ITEMS = 5 * MAX_VALUES;

/** Smaller bodies cannot do harm, so they are not looked at twice. */
const HARMLESS_BYTES = 64 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** @throws OtlpDecodeError when the body nests too deep or holds too many items; what is no JSON passes. */
export function checkJsonShape(body: Buffer): void {
  if (body.length <= HARMLESS_BYTES) return;
  let depth = 0;
  let items = 0;
  for (let offset = 0; offset < body.length; offset++) {
    const byte = body[offset]!;
    if (byte === QUOTE) {
      offset = endOfText(body, offset);
    } else if (byte === 0x7b || byte === 0x5b) {
      items++;
      if (++depth > MAX_JSON_DEPTH)
        throw new OtlpDecodeError(`nested deeper than ${MAX_JSON_DEPTH} levels`, { offset });
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (byte === COMMA && ++items > MAX_JSON_ITEMS) {
      throw new OtlpDecodeError(`holds more than ${MAX_JSON_ITEMS} items`, { offset, tooLarge: true });
    }
  }
}

/** Offset of the closing quote, or of the end of the body. */
function endOfText(body: Buffer, start: number): number {
  let offset = start;
  for (;;) {
    offset = body.indexOf(QUOTE, offset + 1);
    if (offset === -1) return body.length;
    let before = offset - 1;
    while (body[before] === BACKSLASH) before--;
    if ((offset - before) % 2 === 1) return offset;
  }
}
