/** Exports of one line a thing: NDJSON, and OTLP as the Collector's files have it. */
import { asSent } from "@rootspan/model";
import { encodeJson } from "../../otlp/encode-json.ts";
import { toSessionDetail } from "../session-item.ts";
import { type OpenExport, toExportedStats } from "./open-export.ts";
import { toExportedSpan } from "./to-span.ts";

type Text = AsyncGenerator<string, void, void>;

/** Each line has a `type`: `session`, `stats`, `span` by start time, `artifact`. */
export async function* writeNdjson(opened: OpenExport): Text {
  yield toLine("session", toSessionDetail(opened.session));
  yield toLine("stats", toExportedStats(opened));
  for await (const spans of opened.readAll()) {
    yield spans.map((span) => toLine("span", toExportedSpan(span))).join("");
  }
  yield opened.artifacts.map((artifact) => toLine("artifact", artifact)).join("");
}

/** Each line is a request that `POST /v1/traces` takes, and that the Collector's `otlpjsonfilereceiver` reads: spans as they were sent. */
export async function* writeOtlp(opened: OpenExport): Text {
  for await (const spans of opened.readAll()) {
    if (spans.length > 0) yield `${encodeJson(spans.map(asSent))}\n`;
  }
}

function toLine(type: string, item: object): string {
  return `${JSON.stringify({ type, ...item })}\n`;
}
