/** An OTLP receiver on loopback that keeps every request, and answers late where it is told to. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Decompressed. */
  readonly body: Buffer;
}

export interface ReceivedSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface Receiver {
  readonly url: string;
  /** Exports only, since the last `forget`. */
  readonly exports: readonly ReceivedRequest[];
  /** The spans of exports in JSON. */
  readonly spans: () => readonly ReceivedSpan[];
  /** Exports are kept and not answered until `release`. */
  readonly hold: () => void;
  readonly release: () => void;
  readonly forget: () => void;
  readonly close: () => void;
}

export async function openReceiver(): Promise<Receiver> {
  let requests: ReceivedRequest[] = [];
  let held: ServerResponse[] | undefined;
  const answer = (response: ServerResponse): void => void response.writeHead(200).end();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => void parts.push(part));
    request.on("end", () => {
      const path = request.url ?? "";
      if (!path.endsWith("/v1/traces")) {
        response.writeHead(404).end();
        return;
      }
      const sent = Buffer.concat(parts);
      const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
      requests.push({ path, headers: request.headers, body });
      if (held === undefined) answer(response);
      else held.push(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get exports() {
      return requests;
    },
    spans: () => requests.flatMap(({ body }) => spansIn(body)),
    hold: () => void (held = []),
    release() {
      held?.forEach(answer);
      held = undefined;
    },
    forget: () => void (requests = []),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface OtlpValue {
  readonly stringValue?: string;
  readonly [type: string]: unknown;
}
type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[];
interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly name: string; readonly attributes: OtlpAttributes }[];
    }[];
  }[];
}

function spansIn(body: Buffer): readonly ReceivedSpan[] {
  const { resourceSpans } = JSON.parse(body.toString()) as OtlpRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, attributes }) => ({
        name,
        attributes: toRecord(attributes),
        resource: toRecord(resource.attributes),
      })),
    ),
  );
}

function toRecord(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value]));
}
