/**
 * A session's id is a UUID whose 128 bits are the trace id, and whose last 8 bytes are the id of the root span.
 * A process that knows nothing but the id can therefore parent to the real root. See docs/adr/0001.
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const TRACE_ID = /^[0-9a-f]{32}$/i;
const ZERO_TRACE_ID = "0".repeat(32);

/**
 * A UUID of version 7 (RFC 9562): 48 bits of time, then random bits, so that ids sort by start.
 * @param nowMs milliseconds since 1970
 * @param random at least 10 random bytes
 */
export function createSessionId(nowMs: number, random: Uint8Array): string {
  const time = Math.trunc(nowMs).toString(16).padStart(12, "0");
  const tail = new Uint8Array(10);
  tail.set(random.subarray(0, 10));
  tail[0] = (tail[0]! & 0x0f) | 0x70;
  tail[2] = (tail[2]! & 0x3f) | 0x80;
  return toUuid(time + [...tail].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/** The UUID as written everywhere, or undefined when the text is neither a UUID nor 32 hex digits, or is all zero. */
export function parseSessionId(text: unknown): string | undefined {
  if (typeof text !== "string" || !(UUID.test(text) || TRACE_ID.test(text))) return undefined;
  const traceId = toTraceId(text);
  return traceId === ZERO_TRACE_ID ? undefined : toUuid(traceId);
}

/** `018f6a…` without dashes: 32 lower-case hex digits. */
export function toTraceId(sessionId: string): string {
  return sessionId.replaceAll("-", "").toLowerCase();
}

/** The session id of a trace: its 32 hex digits written as a UUID. */
export function toSessionId(traceId: string): string {
  return toUuid(traceId.toLowerCase());
}

/** The id that the root span of a session has when our own provider made it: the last 8 bytes of the session's id. */
export function toRootSpanId(sessionId: string): string {
  return toTraceId(sessionId).slice(16);
}

function toUuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
