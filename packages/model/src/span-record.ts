/** The neutral form of a span: what ingest decodes to, stores keep and the fold reads. */

/** A value as OTLP's AnyValue allows it. Integers beyond 2⁵³ are bigint, so that none loses a digit. */
export type AttributeValue =
  | string
  | number
  | boolean
  | bigint
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** OTLP's `Span.SpanKind`. */
export const SpanKindCode = { unspecified: 0, internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

/** OTLP's `Status.StatusCode`. */
export const StatusCode = { unset: 0, ok: 1, error: 2 } as const;

export interface SpanStatus {
  /** One of `StatusCode`. */
  readonly code: number;
  readonly message?: string;
}

export interface SpanEvent {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly droppedAttributesCount?: number;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState?: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount?: number;
  readonly flags?: number;
}

export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string;
  readonly attributes?: Attributes;
}

/** What the fold needs of a span; a running process can build it without the rest. */
export interface FoldableSpan {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** 16 lower-case hex digits; absent on the root of a trace. */
  readonly parentSpanId?: string;
  readonly name: string;
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  readonly startTimeUnixNano: bigint;
  /** Nanoseconds since 1970-01-01T00:00:00Z. */
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly status: SpanStatus;
  /** Attributes of the resource that sent the span. */
  readonly resource: Attributes;
}

/** How to get from a span's attributes, which say what it means, back to what its emitter sent. */
export interface Translation {
  /** Whose words the emitter uses, as `openinference`. */
  readonly dialect: string;
  /** Keys that the emitter did not send. */
  readonly added: readonly string[];
  /** What the emitter sent in the place of others. */
  readonly replaced?: Attributes;
  /** Where the emitter said how it went in an attribute alone: the status that it sent. */
  readonly status?: SpanStatus;
}

export interface SpanRecord extends FoldableSpan {
  /** Absent where attributes and status are as they were sent. */
  readonly translation?: Translation;
  readonly traceState?: string;
  /** W3C trace flags in the low 8 bits; 0x100 and 0x200 say whether the parent is remote. */
  readonly flags?: number;
  /** One of `SpanKindCode`. */
  readonly kind: number;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly scope: InstrumentationScope;
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}

/** The span as its emitter sent it, its attributes in the same order. */
export function asSent(span: SpanRecord): SpanRecord {
  const { translation, ...rest } = span;
  if (translation === undefined) return span;
  const { added, replaced = {}, status } = translation;
  const ours = new Set(added);
  const attributes = Object.fromEntries(
    Object.entries(span.attributes)
      .filter(([key]) => !ours.has(key))
      .map(([key, value]) => [key, Object.hasOwn(replaced, key) ? replaced[key]! : value]),
  );
  return { ...rest, attributes, ...(status !== undefined && { status }) };
}

export function stringAttribute(attributes: Attributes, key: string): string | undefined {
  const value = attributes[key];
  return typeof value === "string" ? value : undefined;
}

/** The attribute as `toFiniteNumber` reads it. */
export function numberAttribute(attributes: Attributes, key: string): number | undefined {
  return toFiniteNumber(attributes[key]);
}

/** A finite number, also where an emitter wrote it as text or as a 64-bit integer. */
export function toFiniteNumber(value: AttributeValue | undefined): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string" || value.trim() === "") return undefined;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** The strings of an array attribute; anything else in it is left out. */
export function stringArrayAttribute(attributes: Attributes, key: string): readonly string[] | undefined {
  const value = attributes[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : undefined;
}
