/** What all spans have that are made of AgentOps' wire. */
import {
  type Attributes,
  type AttributeValue,
  SpanKindCode,
  type SpanRecord,
  StatusCode,
  toTraceId,
} from "@rootspan/model";
import * as key from "@rootspan/model/attributes";

export const SCOPE = { name: "agentops" } as const;

export interface WireSpan {
  readonly sessionId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind?: number;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  /** Those that are undefined are left out. */
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  readonly status?: SpanRecord["status"];
}

export function toSpanRecord({ sessionId, attributes, status, kind, ...span }: WireSpan): SpanRecord {
  const { startTimeUnixNano: start, endTimeUnixNano: end } = span;
  return {
    ...span,
    traceId: toTraceId(sessionId),
    kind: kind ?? SpanKindCode.internal,
    endTimeUnixNano: end < start ? start : end,
    attributes: withoutUndefined({ [key.SESSION_ID]: sessionId, ...attributes }),
    status: status ?? { code: StatusCode.unset },
    resource: { "telemetry.distro.name": "agentops" },
    scope: SCOPE,
    events: [],
    links: [],
  };
}

function withoutUndefined(attributes: Readonly<Record<string, AttributeValue | undefined>>): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as Attributes;
}
