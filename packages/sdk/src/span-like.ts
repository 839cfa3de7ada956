/** Spans as the OpenTelemetry SDKs 2.x and 3.x have them; none of its types is imported. */
import type { HrTime, Span, SpanContext } from "@opentelemetry/api";
import type { Attributes, Call, FoldableSpan } from "@rootspan/model";

export interface ReadableSpanLike {
  readonly name: string;
  readonly parentSpanContext?: SpanContext | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly status: { readonly code: number; readonly message?: string };
  /** Values are `unknown`, because the SDKs differ in what they allow. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: {
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly asyncAttributesPending?: boolean | undefined;
    /** With promises for what detectors are still at work on. */
    getRawAttributes?(): readonly (readonly [string, unknown])[];
  };
  spanContext(): SpanContext;
}

/** A span that can still be written to. */
export type SpanLike = ReadableSpanLike & Pick<Span, "setAttribute" | "setAttributes">;

/** What pricing needs of a span that is about to end; asked of every span, so it is no more than that. */
export function toCall(span: ReadableSpanLike): Call {
  return { attributes: span.attributes as Attributes, status: span.status, atMs: span.startTime[0] * 1_000 };
}

export function toFoldable(span: ReadableSpanLike): FoldableSpan {
  const { traceId, spanId } = span.spanContext();
  const parentSpanId = span.parentSpanContext?.spanId;
  // The API's and the SDK's status codes are those of OTLP: 0 unset, 1 ok, 2 error.
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name: span.name,
    startTimeUnixNano: toNano(span.startTime),
    endTimeUnixNano: toNano(span.endTime),
    attributes: span.attributes as Attributes,
    status: span.status,
    resource: attributesOf(span.resource),
  };
}

/** The SDK's resources build their attributes anew each time they are asked. */
const known = new WeakMap<object, Attributes>();

function attributesOf(resource: ReadableSpanLike["resource"]): Attributes {
  let attributes = known.get(resource);
  if (attributes !== undefined) return attributes;
  // Before the detectors are done, the SDK reports everybody who asks for the attributes as an error.
  if (resource.asyncAttributesPending === true) return knownSoFar(resource);
  attributes = resource.attributes as Attributes;
  known.set(resource, attributes);
  return attributes;
}

function knownSoFar(resource: ReadableSpanLike["resource"]): Attributes {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of resource.getRawAttributes?.() ?? []) {
    // Of what is said twice, the first counts.
    if (typeof (value as { then?: unknown } | null | undefined)?.then !== "function") attributes[name] ??= value;
  }
  return attributes as Attributes;
}

function toNano([seconds, nanos]: HrTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}
