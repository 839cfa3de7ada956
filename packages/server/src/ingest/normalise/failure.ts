/** What went wrong, where a span has only its exception to tell it. */
import { type SpanRecord, StatusCode, stringAttribute } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Understanding } from "./dialect.ts";

export function understandFailure(span: SpanRecord, understood: Understanding): void {
  if ((understood.status ?? span.status).code !== StatusCode.error) return;
  const exception = span.events.find((event) => event.name === "exception")?.attributes;
  if (exception !== undefined) understood.fill(key.ERROR_TYPE, stringAttribute(exception, "exception.type"));
}
