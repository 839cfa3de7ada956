/** What a decoder makes of a body that may be broken. */
import { OtlpDecodeError } from "../../src/otlp/otlp-decode-error.ts";

/** Undefined where the decoder refuses. @throws whatever else it throws, with the body */
export function tryDecode<T>(body: Buffer, decode: (body: Buffer) => T): T | undefined {
  try {
    return decode(body);
  } catch (error) {
    if (error instanceof OtlpDecodeError) return undefined;
    throw new Error(`crashed on ${body.toString("hex")}`, { cause: error });
  }
}
