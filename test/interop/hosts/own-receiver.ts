/** Where an application's own telemetry goes: kept, and passed on to our server where that reads it too. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

export interface OwnRequest {
  readonly path: string;
  readonly body: string;
}

export interface OwnReceiver {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** So far. */
  readonly requests: readonly OwnRequest[];
  close(): Promise<void>;
}

/** @param passOnTo a server for OTLP; by default nothing is passed on */
export async function openOwnReceiver(passOnTo?: string): Promise<OwnReceiver> {
  const requests: OwnRequest[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    requests.push({ path: request.url!, body: body.toString() });
    if (passOnTo !== undefined) {
      const headers = { "content-type": request.headers["content-type"] ?? "" };
      await fetch(`${passOnTo}${request.url}`, { method: "POST", headers, body });
    }
    response.setHeader("content-type", "application/json").end("{}");
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
