/** A log record of OTLP: what events are made of. */
import type { Attributes, AttributeValue } from "@rootspan/model";

export interface LogRecord {
  /** Hex in lower case, of whatever length was sent; empty where the record belongs to no trace. */
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a record that is no event. Older emitters put it into the attribute `event.name`. */
  readonly eventName: string;
  /** When it happened, else when it was seen: nanoseconds since 1970. */
  readonly timeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly body: AttributeValue;
}

/** The field that names events, else the attribute. */
export function toEventName(field: string, attributes: Attributes): string {
  if (field !== "") return field;
  const name = attributes["event.name"];
  return typeof name === "string" ? name : "";
}
