/** A receiver that notes what it is sent and passes it on to a real server. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { SpanRecord } from "@rootspan/model";
import { decodeJson } from "../../../server/src/otlp/decode-json.ts";

export interface Witness {
  readonly url: string;
  /** Each time that a span was sent, by `<trace id>-<span id>`, with all that was said of it. */
  readonly sent: Map<string, string[]>;
  readonly spans: Map<string, SpanRecord>;
  /** Keys of the spans of each request, in the order of requests. */
  readonly requests: (readonly string[])[];
  close(): Promise<void>;
}

/** @param target address of the server; without it every request is answered as taken */
export async function openWitness(target?: string): Promise<Witness> {
  const sent = new Map<string, string[]>();
  const spans = new Map<string, SpanRecord>();
  const requests: (readonly string[])[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const received = decodeJson(body);
      requests.push(received.map(keyOf));
      for (const span of received) {
        const key = keyOf(span);
        sent.set(key, [...(sent.get(key) ?? []), show(span)]);
        spans.set(key, span);
      }
      void passOn(target, body).then((status) => response.writeHead(status).end("{}"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    spans,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function passOn(target: string | undefined, body: Buffer): Promise<number> {
  if (target === undefined) return 200;
  const headers = { "content-type": "application/json" };
  return (await fetch(`${target}/v1/traces`, { method: "POST", headers, body: new Uint8Array(body) })).status;
}

function keyOf({ traceId, spanId }: SpanRecord): string {
  return `${traceId}-${spanId}`;
}

function show(span: SpanRecord): string {
  return JSON.stringify(span, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}
