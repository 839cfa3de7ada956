/** Schemas of spans. */
import { EVENT_KINDS } from "@rootspan/model";
import type {
  ExportedLink,
  ExportedScope,
  ExportedSpan,
  ExportedSpanEvent,
  ExportedStatus,
  FullSpanList,
  SessionProcess,
  SessionProcessList,
  SpanFacts,
  SpanItem,
  SpanList,
} from "@rootspan/model/rest";
import { SEQUENCE } from "./session-schema.ts";
import {
  ANYTHING,
  count,
  instant,
  integer,
  type JsonSchema,
  listOf,
  nullable,
  number,
  objectOf,
  oneOf,
  optional,
  recordOf,
  text,
} from "../../http/schema/json-schema.ts";

const SPAN_KIND: JsonSchema = oneOf([...EVENT_KINDS, "session", "marker", "other"], {
  description: "What the span is to its session.",
});

const ATTRIBUTES = recordOf(ANYTHING, {
  title: "Attributes",
  description: "64-bit integers are decimal text, bytes base64, and numbers that are not finite text.",
});

const UNIX_NANO: JsonSchema = text("Nanoseconds since 1970, exact.", { pattern: "^\\d+$" });

const STATUS = objectOf<ExportedStatus>(
  { code: integer("OTLP's: 0 unset, 1 ok, 2 error."), message: nullable(text()) },
  { title: "SpanStatus" },
);

const EVENT = objectOf<ExportedSpanEvent>(
  {
    name: text(),
    time: instant(),
    time_unix_nano: UNIX_NANO,
    attributes: ATTRIBUTES,
    dropped_attributes_count: count(),
  },
  { title: "SpanEvent" },
);

const LINK = objectOf<ExportedLink>(
  {
    trace_id: text(),
    span_id: text(),
    trace_state: nullable(text()),
    flags: count(),
    attributes: ATTRIBUTES,
    dropped_attributes_count: count(),
  },
  { title: "SpanLink" },
);

const SCOPE = objectOf<ExportedScope>(
  { name: text(), version: nullable(text()), attributes: ATTRIBUTES },
  { title: "InstrumentationScope" },
);

export const EXPORTED_SPAN: JsonSchema = objectOf<ExportedSpan>(
  {
    trace_id: text("32 hex digits."),
    span_id: text("16 hex digits."),
    parent_span_id: nullable(text("16 hex digits.")),
    name: text(),
    kind: SPAN_KIND,
    span_kind: integer("OTLP's: 1 internal, 2 server, 3 client, 4 producer, 5 consumer."),
    start_time: instant(),
    end_time: instant(),
    start_time_unix_nano: UNIX_NANO,
    end_time_unix_nano: UNIX_NANO,
    status: STATUS,
    attributes: ATTRIBUTES,
    events: listOf(EVENT),
    links: listOf(LINK),
    resource: ATTRIBUTES,
    scope: SCOPE,
    trace_state: nullable(text()),
    flags: count(),
    dropped_attributes_count: count(),
    dropped_events_count: count(),
    dropped_links_count: count(),
  },
  { title: "ExportedSpan", description: "Everything that is stored of a span." },
);

const SPAN_FACTS = objectOf<SpanFacts>(
  {
    model: nullable(text("Of a model call, as far as it is known.")),
    agent: nullable(text()),
    input_tokens: count(),
    output_tokens: count(),
    cost: nullable(number("USD; null where no price is known, and of what is no model call.")),
    errors: count("1 where it counts as a failure, 0 where another span stands for the same one."),
    message: nullable(text()),
  },
  { title: "SpanFacts", description: "What a span adds to its session." },
);

export const SPAN_ITEM: JsonSchema = objectOf<SpanItem>(
  {
    trace_id: text("32 hex digits."),
    span_id: text("16 hex digits."),
    parent_span_id: nullable(text("16 hex digits.")),
    name: text(),
    kind: SPAN_KIND,
    start_time: instant(),
    end_time: instant(),
    start_time_unix_nano: UNIX_NANO,
    end_time_unix_nano: UNIX_NANO,
    status_code: integer("OTLP's: 0 unset, 1 ok, 2 error."),
    sequence: SEQUENCE,
    facts: optional(SPAN_FACTS),
  },
  { title: "SpanItem", description: "What a tree or a timeline is drawn of." },
);

const AFTER = {
  next_cursor: {
    ...nullable(text()),
    description: "The cursor of the next page; null when there are no more for now.",
  },
  sequence: count("What the page knows of: give it to live as since to miss nothing."),
};

export const SPAN_LIST: JsonSchema = objectOf<SpanList>({ spans: listOf(SPAN_ITEM), ...AFTER }, { title: "SpanList" });

export const FULL_SPAN_LIST: JsonSchema = objectOf<FullSpanList>(
  { spans: listOf(EXPORTED_SPAN), ...AFTER },
  { title: "FullSpanList" },
);

const PROCESS = objectOf<SessionProcess>(
  { resource: ATTRIBUTES, spans: count("How many are of it.") },
  { title: "SessionProcess", description: "What a process says of itself, by the resource of its spans." },
);

export const PROCESS_LIST: JsonSchema = objectOf<SessionProcessList>(
  { processes: listOf(PROCESS, { description: "By their first span." }) },
  { title: "SessionProcessList" },
);
