/**
 * Encodes what OTLP/HTTP answers. In protobuf: `ExportTraceServiceResponse`, and `google.rpc.Status` for errors.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */

export interface PartialSuccess {
  readonly rejectedSpans: number;
  readonly errorMessage: string;
}

/** `google.rpc.Code` of the HTTP statuses that are answered. */
const RPC_CODES: Readonly<Record<number, number>> = {
  400: 3, // INVALID_ARGUMENT
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  404: 5, // NOT_FOUND
  405: 12, // UNIMPLEMENTED
  408: 4, // DEADLINE_EXCEEDED
  413: 3,
  415: 3,
  429: 8, // RESOURCE_EXHAUSTED
  503: 14, // UNAVAILABLE
};
const INTERNAL = 13;

export function toRpcCode(httpStatus: number): number {
  return RPC_CODES[httpStatus] ?? INTERNAL;
}

/** All spans were taken: no bytes at all. */
export function encodeProtobufSuccess(partial: PartialSuccess | undefined): Buffer {
  if (partial === undefined) return Buffer.alloc(0);
  return bytesField(1, Buffer.concat([varintField(1, partial.rejectedSpans), textField(2, partial.errorMessage)]));
}

export function encodeProtobufStatus(httpStatus: number, message: string): Buffer {
  return Buffer.concat([varintField(1, toRpcCode(httpStatus)), textField(2, message)]);
}

/** int64 is text in JSON. */
export function toJsonSuccess(partial: PartialSuccess | undefined): object {
  if (partial === undefined) return {};
  return { partialSuccess: { rejectedSpans: String(partial.rejectedSpans), errorMessage: partial.errorMessage } };
}

function varintField(field: number, value: number): Buffer {
  return Buffer.from([...varint(field << 3), ...varint(value)]);
}

function textField(field: number, text: string): Buffer {
  return bytesField(field, Buffer.from(text));
}

function bytesField(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([fieldHead(field, bytes.length), bytes]);
}

/** What stands before the bytes of a text, or of a message. */
export function fieldHead(field: number, length: number): Buffer {
  return Buffer.from([...varint((field << 3) | 2), ...varint(length)]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}
