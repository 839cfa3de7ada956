/** What a service can say of its requests' sessions, and that its connections stay as they are. */
import { Agent, createServer, get, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import {
  currentSession,
  fetchSessions,
  httpSessions,
  type RequestSessionOptions,
  type Session,
  startSession,
  withSessionMeta,
} from "../src/index.ts";
import { type Recording, startRecording, stopRecording } from "./support/recording.ts";

const ID = "018f6a1e-0000-7000-8000-00000000abcd";
const BROUGHT = { traceparent: `00-${ID.replaceAll("-", "")}-00f067aa0ba902b7-01`, baggage: `session.id=${ID}` };

let recording: Recording;
let server: Server | undefined;
const seen: (Session | undefined)[] = [];

beforeEach(() => {
  recording = startRecording();
  seen.length = 0;
});
afterEach(async () => {
  server?.close().closeAllConnections();
  await stopRecording();
});

const see: RequestListener = (request, response) => {
  seen.push(currentSession());
  request.resume().on("end", () => {
    seen.push(currentSession());
    response.end("seen");
  });
};

async function listen(options: RequestSessionOptions<IncomingMessage> = {}): Promise<number> {
  server = createServer(httpSessions(see, options));
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function send(port: number, headers: Record<string, string> = BROUGHT, agent?: Agent): Promise<string> {
  const response = await new Promise<IncomingMessage>((resolve) =>
    get({ host: "127.0.0.1", port, headers, ...(agent !== undefined && { agent }) }, resolve),
  );
  return text(response);
}

const fails = (): never => {
  throw new Error("undecided");
};

it.each<[string, RequestSessionOptions<IncomingMessage>, Record<string, string>, string]>([
  ["is joined", {}, BROUGHT, ID],
  [
    "is joined where it is accepted",
    { accept: ({ headers }) => headers["x-key"] === "k" },
    { ...BROUGHT, "x-key": "k" },
    ID,
  ],
  ["is not joined where it is not", { accept: () => false }, BROUGHT, "none"],
  ["is not joined where that cannot be decided", { accept: fails }, BROUGHT, "none"],
  ["is another one where it is not accepted", { accept: () => false, always: true }, BROUGHT, "its own"],
  ["is none where none is brought", {}, {}, "none"],
  ["is one of its own where each shall have one", { always: true }, {}, "its own"],
  ["is joined although nothing can be said of it", { session: fails }, BROUGHT, ID],
  ["is joined although what is said of it is nonsense", { session: () => 7 as never }, BROUGHT, ID],
])("a request's session %s", async (_name, options, headers, expected) => {
  expect(await send(await listen(options), headers)).toBe("seen");
  const [first, later] = seen;
  expect(later).toBe(first);
  expect(first === undefined ? "none" : first.isOwner ? "its own" : first.id).toBe(expected);
});

it("says what it is, of the request", async () => {
  await send(await listen({ session: ({ method }) => ({ name: `${method}!`, tags: ["api"] }) }));
  expect([seen[0]?.name, seen[0]?.tags]).toEqual(["GET!", ["api"]]);
});

it("is each request's own on one connection", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const port = await listen({ always: true });
  for (const headers of [BROUGHT, {}, BROUGHT]) await send(port, headers, agent);
  agent.destroy();
  const parts = seen.filter((_, index) => index % 2 === 0);
  expect(parts.map((part) => part?.isOwner)).toEqual([false, true, false]);
  expect(new Set(parts).size).toBe(3);
  while (parts.some((part) => part?.endTime === undefined)) await new Promise(setImmediate);
  expect(parts.map((part) => part?.endState)).toEqual(["Success", "Success", "Success"]);
});

it("leaves upgrades alone", async () => {
  const port = await listen({ always: true });
  server!.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\nhello"));
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n");
  expect(await text(socket)).toContain("hello");
  expect(seen).toEqual([]);
  expect(recording.ended).toEqual([]);
});

it("ends with the error that a handler or its body throws, which stays the same", async () => {
  const error = new RangeError("too far");
  const bodies: readonly (() => Response)[] = [
    () => {
      throw error;
    },
    () => new Response(new ReadableStream({ pull: () => Promise.reject(error) })),
  ];
  for (const body of bodies) {
    const handle = fetchSessions(() => {
      seen.push(currentSession());
      return body();
    });
    const failure: unknown = await (async () =>
      (await handle(new Request("http://a/", { headers: BROUGHT }))).text())().catch((caught: unknown) => caught);
    expect(failure).toBe(error);
  }
  expect(seen.map((part) => [part?.endState, part?.endStateReason])).toEqual(
    bodies.map(() => ["Failure", "RangeError: too far"]),
  );
});

describe("withSessionMeta", () => {
  it("adds the session to a copy, and keeps what is there", () => {
    const params = Object.freeze({ name: "search", _meta: Object.freeze({ progressToken: 7, baggage: "tenant=1" }) });
    const session = startSession();
    const { traceparent } = session.headers();
    expect(session.run(() => withSessionMeta(params))).toEqual({
      name: "search",
      _meta: { progressToken: 7, traceparent, baggage: `tenant=1,session.id=${session.id}` },
    });
  });

  it("gives the very same object outside every session, and where it cannot be read", () => {
    const params = { name: "search" };
    expect(withSessionMeta(params)).toBe(params);
    const unreadable = {
      get _meta(): never {
        return fails();
      },
    };
    expect(startSession().run(() => withSessionMeta(unreadable))).toBe(unreadable);
  });
});
