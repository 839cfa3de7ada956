/** A `fetch` that hands the session on: to whom, with what, and that it stays a `fetch`. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createFetch, type Fetch, type FetchInput, type Session, startSession } from "../src/index.ts";
import { type Recording, startRecording, stopRecording } from "./support/recording.ts";

interface Seen {
  readonly port: number;
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let recording: Recording;
let session: Session;
let servers: readonly Server[];
/** Of our own service, and of one outside. */
let own: number;
let other: number;
const seen: Seen[] = [];

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

/** `/to/{status}/{port}/{rest…}` redirects there; the rest is answered. */
async function listen(): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const body = await text(request);
    seen.push({ port: portOf(server), line: `${request.method} ${request.url}`, headers: request.headers, body });
    const [, status, port, rest = ""] = /^\/to\/(\d+)\/(\w+)\/?(.*)/.exec(request.url!) ?? [];
    if (status === undefined) return response.setHeader("content-type", "text/plain").end("here");
    const location = port === "data" ? "data:,x" : port === "none" ? undefined : `http://127.0.0.1:${port}/${rest}`;
    return response.writeHead(Number(status), location === undefined ? {} : { location }).end("there");
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

beforeAll(async () => {
  servers = [await listen(), await listen()];
  [own, other] = servers.map(portOf) as [number, number];
});
afterAll(() => servers.forEach((server) => server.close().closeAllConnections()));
beforeEach(() => {
  recording = startRecording();
  session = startSession();
  seen.length = 0;
});
afterEach(stopRecording);

const at = (path: string, port = own): string => `http://127.0.0.1:${port}/${path}`;
const ours = (): Fetch => createFetch({ hosts: [`127.0.0.1:${own}`] });
const send: Fetch = (input, init) => session.run(() => ours()(input, init));
const handed = ({ headers }: Seen): unknown[] => [headers["traceparent"], headers["baggage"]];

describe("a session's headers go", () => {
  it("to hosts of the list, and nowhere else", async () => {
    await send(at("a"));
    await send(at("b", other));
    await ours()(at("outside every session"));
    const { traceparent, baggage } = session.headers();
    expect(seen.map(handed)).toEqual([
      [traceparent, baggage],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it.each([
    ["api.internal", "https://api.internal/x", true],
    ["api.internal", "http://API.internal:8080/", true],
    ["api.internal", "http://my-api.internal/", false],
    ["api.internal", "http://api.internal.example/", false],
    ["api.internal", "http://other.example/?api.internal", false],
    ["api.internal", "http://api.internal@other.example/", false],
    ["*.internal", "http://a.b.internal/", true],
    ["*.internal", "http://internal/", false],
    ["*.internal", "http://notinternal/", false],
    ["localhost:3000", "http://localhost:3000/", true],
    ["localhost:3000", "http://localhost:3001/", false],
    ["localhost:443", "https://localhost/", true],
    ["localhost:443", "http://localhost/", false],
    ["[::1]:80", "http://[::1]/", true],
    ["münchen.example", "http://xn--mnchen-3ya.example/", true],
  ])("with %j to %s: %j", async (host, url, isAllowed) => {
    const sent: (string | null)[] = [];
    const fetch: Fetch = (_input, init) => {
      sent.push(new Headers(init?.headers).get("traceparent"));
      return Promise.resolve(new Response());
    };
    await session.run(() => createFetch({ hosts: [host], fetch })(url));
    await session.run(() => createFetch({ hosts: ({ href }) => isAllowed && href === new URL(url).href, fetch })(url));
    expect(sent.map((header) => header !== null)).toEqual([isAllowed, isAllowed]);
  });

  it.each([
    [undefined, "hosts must be a list of hosts, or a function of a URL, got undefined"],
    ["localhost", "hosts must be a list of hosts"],
    [["localhost", "https://api.internal"], "hosts[1] must be a host such as"],
    [["api.internal/v1"], 'got "api.internal/v1"'],
    [["*"], "hosts[0]"],
    [[""], "hosts[0]"],
    [[7], "hosts[0]"],
    [["a b"], "hosts[0]"],
    [["localhost:99999999"], "hosts[0]"],
  ])("not with %j, which is refused", (hosts, message) => {
    expect(() => createFetch({ hosts } as never)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTIONS", message: expect.stringContaining(message) }),
    );
  });

  it("never where the function that decides throws", async () => {
    const hosts = (): boolean => {
      throw new Error("undecided");
    };
    expect((await session.run(() => createFetch({ hosts })(at("a")))).status).toBe(200);
    expect(seen.map(handed)).toEqual([[undefined, undefined]]);
    expect(recording.told.join()).toContain("undecided");
  });
});

describe("what the request says itself", () => {
  it.each([
    ["an object", { headers: { "x-own": "1" } }],
    ["pairs", { headers: [["x-own", "1"]] }],
    ["Headers", { headers: new Headers({ "x-own": "1" }) }],
  ] as const)("stays: %s", async (_name, init) => {
    Object.freeze(init);
    Object.freeze(init.headers);
    await send(at("a"), init as RequestInit);
    await send(new Request(at("a"), init as RequestInit));
    await send(new Request(at("a"), { headers: { "x-own": "0" } }), init as RequestInit);
    expect(seen.map(({ headers }) => [headers["x-own"], headers.traceparent])).toEqual(
      [1, 2, 3].map(() => ["1", session.headers()["traceparent"]]),
    );
    expect([...new Headers(init.headers as Headers)]).toEqual([["x-own", "1"]]);
  });

  it("about the trace wins, and the session is added to its baggage once", async () => {
    const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
    const said = "session.id=018f6a1e-0000-7000-8000-00000000abcd";
    await send(at("a"), { headers: { traceparent, baggage: "tenant=7" } });
    await send(at("a"), { headers: { baggage: said } });
    expect(seen.map(handed)).toEqual([
      [traceparent, `tenant=7,session.id=${session.id}`],
      [session.headers()["traceparent"], said],
    ]);
  });
});

describe("it stays a fetch", () => {
  const outcome = async (fetch: Fetch, input: () => FetchInput, init?: () => RequestInit): Promise<unknown> => {
    seen.length = 0;
    let answer: unknown;
    try {
      const response = await fetch(input(), init?.());
      const { status, redirected, url, type, ok, statusText } = response;
      answer = { status, redirected, url, type, ok, statusText, body: await response.text() };
    } catch (error) {
      const { name, message, cause } = error as Error;
      answer = { name, message, cause: cause === undefined ? undefined : "some" };
    }
    const requests = seen.map(({ port, line, headers, body }) => {
      const { traceparent: _parent, baggage: _baggage, connection: _connection, ...others } = headers;
      return { port, line, body, headers: others };
    });
    return { answer, requests };
  };
  const post = { method: "POST", body: "text", headers: { authorization: "secret", "x-own": "1" } };

  it.each<[string, () => FetchInput, (() => RequestInit)?]>([
    ["an address", () => at("a")],
    ["a URL", () => new URL(at("a"))],
    ["a Request", () => new Request(at("a"), post)],
    ["options", () => at("a"), () => post],
    ["a body that is a stream", () => at("a"), () => ({ ...post, body: new Blob(["text"]).stream(), duplex: "half" })],
    ["no address", () => "nowhere"],
    ["nothing", () => undefined as never],
    ["a header that is none", () => at("a"), () => ({ headers: { "a b": "1" } })],
    ["nobody there", () => "http://127.0.0.1:1/"],
    ["aborted", () => at("a"), () => ({ signal: AbortSignal.abort() })],
    ["aborted with a reason", () => new Request(at("a"), { signal: AbortSignal.abort(new Error("enough")) })],
    ...[301, 302, 303, 307, 308].flatMap((status): [string, () => FetchInput, (() => RequestInit)?][] => [
      [`${status} here`, () => at(`to/${status}/${own}/a#part`)],
      [`${status} of a POST`, () => at(`to/${status}/${own}/a`), () => post],
      [`${status} of a HEAD`, () => at(`to/${status}/${own}/a`), () => ({ method: "HEAD" })],
      [`${status} of a PUT`, () => at(`to/${status}/${own}/a`), () => ({ ...post, method: "PUT" })],
      [`${status} to another origin`, () => at(`to/${status}/${other}/a`), () => post],
      [
        `${status} of a form`,
        () => at(`to/${status}/${own}/a`),
        () => ({ method: "POST", body: new URLSearchParams("a=1") }),
      ],
      [
        `${status} of a stream`,
        () => at(`to/${status}/${own}/a`),
        () => ({ method: "POST", body: new Blob(["text"]).stream(), duplex: "half" }),
      ],
    ]),
    ["a chain", () => at(`to/302/${other}/to/307/${own}/to/301/${own}/a`), () => post],
    ["a redirect to nowhere", () => at("to/302/none")],
    ["a redirect to data", () => at("to/302/data")],
    ["redirect: manual", () => at(`to/302/${own}/a`), () => ({ redirect: "manual" })],
    ["redirect: error", () => at(`to/302/${own}/a`), () => ({ redirect: "error" })],
    ["another status", () => at("to/404/none")],
  ])("%s", async (...[, input, init]) => {
    expect(await outcome(send, input, init)).toEqual(await outcome(fetch, input, init));
  });

  it("redirected for ever", async () => {
    const server = createServer((_request, response) => response.writeHead(302, { location: "/" }).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${portOf(server)}`;
    const count = createFetch({ hosts: ["127.0.0.1"] });
    const failures = await Promise.all([fetch(url), session.run(() => count(url))].map((each) => each.catch(String)));
    server.close().closeAllConnections();
    expect(failures).toEqual(["TypeError: fetch failed", "TypeError: fetch failed"]);
  });

  it("a Request with a body, redirected", async () => {
    for (const status of [302, 307]) await send(new Request(at(`to/${status}/${own}/a`), post));
    expect(seen.map(({ line, body }) => `${line} ${body}`)).toEqual([
      `POST /to/302/${own}/a text`,
      "GET /a ",
      `POST /to/307/${own}/a text`,
      "POST /a text",
    ]);
  });
});

it("a redirect takes the session only to hosts of the list", async () => {
  const response = await send(at(`to/302/${other}/to/302/${own}/a`));
  expect([response.status, response.redirected, response.url]).toEqual([200, true, at("a")]);
  const headers = Object.values(session.headers());
  expect(seen.map(handed)).toEqual([headers, [undefined, undefined], headers]);
});
