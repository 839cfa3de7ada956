/** Schemas of server-sent events, one by one. */
import type { SpanItem } from "@rootspan/model/rest";
import { type JsonSchema, listOf, objectOf, oneOf, text } from "../../http/schema/json-schema.ts";
import { SESSION_ITEM } from "./session-schema.ts";
import { SPAN_ITEM } from "./span-schema.ts";

function event(name: string, data: JsonSchema): JsonSchema {
  return objectOf<{ event: string; data: unknown }>({ event: oneOf([name]), data });
}

const SESSION = event("session", SESSION_ITEM);
const SPANS = event("spans", objectOf<{ spans: readonly SpanItem[] }>({ spans: listOf(SPAN_ITEM) }));
const GONE = event("gone", objectOf<{ id: string }>({ id: text() }));

export const SESSION_LIVE_EVENT: JsonSchema = {
  title: "SessionLiveEvent",
  description: "The data of an event is JSON.",
  anyOf: [SESSION, SPANS, GONE],
};

export const PROJECT_LIVE_EVENT: JsonSchema = {
  title: "ProjectLiveEvent",
  description: "The data of an event is JSON.",
  anyOf: [SESSION, GONE],
};
