/** A receiver on loopback that does to each export what a test says, and knows which spans it has accepted. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface ReceivedExport {
  /** From 0 on. */
  readonly index: number;
  /** Of requests in JSON. */
  readonly names: readonly string[];
  readonly authorization: string | undefined;
  /** Decompressed. */
  readonly body: Buffer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Keeps the spans, and answers. */
  readonly accept: (body?: string) => void;
  /** Keeps the spans. */
  readonly keep: () => void;
  readonly answer: (status: number, headers?: Record<string, string>) => void;
}

export interface MisbehavingReceiver {
  readonly url: string;
  /** How often a span of this name was accepted; names of markers and roots are left out. */
  readonly accepted: ReadonlyMap<string, number>;
  /** When exports came, in milliseconds. */
  readonly times: readonly number[];
  readonly open: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface Request {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { name: string }[] }[];
  }[];
}

export async function openMisbehavingReceiver(act: (received: ReceivedExport) => void): Promise<MisbehavingReceiver> {
  const accepted = new Map<string, number>();
  const times: number[] = [];
  let server: Server;
  let port = 0;
  const open = async (): Promise<void> => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("error", () => {});
      request.on("data", (part: Buffer) => void parts.push(part));
      request.on("end", () => {
        if (request.url !== "/v1/traces") return response.writeHead(404).end();
        const sent = Buffer.concat(parts);
        const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
        const names = request.headers["content-type"] === "application/json" ? namesIn(body) : [];
        const keep = (): void => {
          for (const name of names) accepted.set(name, (accepted.get(name) ?? 0) + 1);
        };
        times.push(performance.now());
        const accept = (body = ""): void => {
          keep();
          response.writeHead(200, { "content-type": "application/json" }).end(body);
        };
        const answer = (status: number, headers = {}): void => void response.writeHead(status, headers).end();
        const { authorization } = request.headers;
        return act({ index: times.length - 1, names, authorization, body, request, response, accept, keep, answer });
      });
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  };
  await open();
  return {
    url: `http://127.0.0.1:${port}`,
    accepted,
    times,
    open,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function namesIn(body: Buffer): readonly string[] {
  const { resourceSpans } = JSON.parse(body.toString()) as Request;
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  return spans.map(({ name }) => name).filter((name) => /^a\d+$/.test(name));
}
