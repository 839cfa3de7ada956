/** Takes OTLP as a collector does, and keeps each request as JSON. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { Request } from "../../packages/server/test/otlp/otlp-messages.ts";

export interface Received {
  readonly path: string;
  readonly body: unknown;
}

export interface Receiver {
  /** Without `/v1/traces`. */
  readonly url: string;
  readonly received: readonly Received[];
  forget(): void;
  close(): void;
}

const OTLP = /^\/v1\/(traces|logs|metrics)$/;

/** AgentOps' SDK sends nothing before it has a token. */
const TOKEN = { token: "not-checked", project_id: "00000000-0000-4000-8000-000000000001", project_prem_status: "pro" };

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = "", headers } = request;
    const bytes = await buffer(request);
    if (OTLP.test(path)) {
      const body = headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
      const isProtobuf = headers["content-type"] === "application/x-protobuf";
      received.push({ path, body: isProtobuf ? toJson(body) : JSON.parse(body.toString()) });
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(path === "/v3/auth/token" ? TOKEN : {}));
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    forget: () => void (received.length = 0),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** As OTLP/JSON has it, where ids are hexadecimal: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
function toJson(body: Uint8Array): unknown {
  const request = Request.toObject(Request.decode(body), { longs: String, bytes: String });
  return JSON.parse(JSON.stringify(request), (key, value: unknown) =>
    /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(String(value), "base64").toString("hex") : value,
  );
}
