/** What emitters sent, from the recordings that `npm run record-emitters` makes. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SpanRecord } from "@rootspan/model";
import { decodeJson } from "../../src/otlp/decode-json.ts";

interface Recorded {
  readonly path: string;
  readonly body: object;
}

export function recordingOf(emitter: string): readonly Recorded[] {
  const file = join(__dirname, "fixtures", `${emitter}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as readonly Recorded[];
}

export function spansOf(emitter: string): readonly SpanRecord[] {
  return recordingOf(emitter)
    .filter(({ path }) => path === "/v1/traces")
    .flatMap(({ body }) => decodeJson(Buffer.from(JSON.stringify(body))));
}
