/** The way to a server that fails now and then, in every way that a way can, and knows what was sent. */
import type { SpanRecord } from "@rootspan/model";
import { decodeJson } from "../../packages/server/src/otlp/decode-json.ts";
import { decodeProtobuf } from "../../packages/server/src/otlp/decode-protobuf.ts";
import { type MisbehavingReceiver, openMisbehavingReceiver, type ReceivedExport } from "../misbehaving-receiver.ts";
import type { Draw } from "./plan.ts";

export interface FlakyPath extends Pick<MisbehavingReceiver, "url" | "close"> {
  /** How often each span was sent, and every form that it was sent in, by `<trace id>-<span id>`. */
  readonly sent: ReadonlyMap<string, { times: number; readonly forms: Set<string> }>;
  /** Requests that were not simply passed on. */
  readonly spoiled: () => number;
  /** From now on everything arrives. */
  readonly behave: () => void;
}

/** Passes a request on; rejects where nobody is there. */
type PassOn = () => Promise<Response>;

const WAYS: readonly ((received: ReceivedExport, passOn: PassOn) => unknown)[] = [
  ({ answer }) => answer(503),
  ({ answer }) => answer(500),
  ({ answer }) => answer(429, { "retry-after": "1" }),
  ({ answer }) => answer(503, { "retry-after": "0" }),
  ({ request }) => request.socket.destroy(),
  // The server has it, and nobody hears of that.
  ({ request }, passOn) => passOn().finally(() => request.socket.destroy()),
  // Breaks off in the middle of an answer.
  async ({ response }, passOn) => {
    const { status } = await passOn();
    response.writeHead(status, { "content-type": "application/json", "content-length": "100" });
    response.write("{");
    setTimeout(() => response.destroy(), 5);
  },
  // Hangs, with and without the spans.
  () => {},
  (_, passOn) => passOn(),
];

/** @param target the address of the server */
export async function openFlakyPath(target: string, draw: Draw): Promise<FlakyPath> {
  const sent = new Map<string, { times: number; forms: Set<string> }>();
  let spoiled = 0;
  let isBehaving = false;

  const act = (received: ReceivedExport): void => {
    const { request, response, body } = received;
    const type = request.headers["content-type"]!;
    for (const span of type === "application/json" ? decodeJson(body) : decodeProtobuf(body)) note(span);
    const passOn = (): Promise<Response> =>
      fetch(`${target}/v1/traces`, {
        method: "POST",
        headers: { "content-type": type },
        body: new Uint8Array(body),
      });
    const succeed = async (): Promise<void> => {
      const answer = await passOn();
      const content = Buffer.from(await answer.arrayBuffer());
      if (!isBehaving && draw(4) === 0) await new Promise((resolve) => setTimeout(resolve, draw(300)));
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? type }).end(content);
    };
    const isSpoiled = !isBehaving && draw(3) === 0;
    if (isSpoiled) spoiled += 1;
    // Where the server is down, the connection breaks.
    Promise.resolve(isSpoiled ? WAYS[draw(WAYS.length)]!(received, passOn) : succeed()).catch(() =>
      request.socket.destroy(),
    );
  };

  const note = (span: SpanRecord): void => {
    const key = `${span.traceId}-${span.spanId}`;
    const known = sent.get(key) ?? { times: 0, forms: new Set() };
    known.times += 1;
    known.forms.add(toText(span));
    sent.set(key, known);
  };

  const { url, close } = await openMisbehavingReceiver(act);
  return {
    url,
    close,
    sent,
    spoiled: () => spoiled,
    behave: () => {
      isBehaving = true;
    },
  };
}

/** The same for the same span, in whatever encoding it came. */
function toText(span: SpanRecord): string {
  return JSON.stringify(span, (_, value: unknown) => {
    if (typeof value === "bigint") return String(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  });
}
