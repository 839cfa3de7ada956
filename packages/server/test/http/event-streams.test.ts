/** What keeps live streams within bounds: their number, their silence, and clients that do not read. */
import { connect, type Socket } from "node:net";
import Fastify, { type FastifyInstance } from "fastify";
import { type EventSource, EventStreams, type EventStreamsSettings } from "../../src/http/event-streams.ts";
import { type Cause, Pulse } from "../../src/http/pulse.ts";

let app: FastifyInstance;
let streams: EventStreams;
let url: string;
const sockets: Socket[] = [];

async function serve(source: EventSource, settings: Partial<EventStreamsSettings>): Promise<void> {
  streams = new EventStreams({ maxStreams: 10, heartbeatMs: 20, pauseMs: 1, stallMs: 10_000, ...settings });
  app = Fastify();
  app.get("/", { exposeHeadRoute: false }, (_request, reply) => streams.send(reply, source));
  url = await app.listen({ port: 0, host: "127.0.0.1" });
}

afterEach(async () => {
  streams.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

/** A client that says what it wants and never reads. */
function openDeaf(): Promise<Socket> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write("GET / HTTP/1.1\r\nhost: x\r\n\r\n");
      resolve(socket);
    });
    socket.pause();
    socket.on("error", () => undefined);
    sockets.push(socket);
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const silence: EventSource = async function* (pulse) {
  while ((await pulse.next()) !== "end") yield undefined;
};

it("a sign of life is sent where nothing else is", async () => {
  await serve(silence, {});
  const reader = (await fetch(url)).body!.getReader();
  let text = "";
  while (!text.includes(":\n\n:\n\n")) text += Buffer.from((await reader.read()).value as Uint8Array).toString();
  expect(text).toMatch(/^retry: 2000\n\n/);
  await reader.cancel();
  await until(() => streams.size === 0);
});

it("no more are opened than may be", async () => {
  await serve(silence, { maxStreams: 2 });
  const first = await fetch(url);
  await fetch(url);
  expect((await fetch(url)).status).toBe(429);
  await first.body!.cancel();
  await until(() => streams.size === 1);
  expect((await fetch(url)).status).toBe(200);
});

it("a client that does not read is let go, and meanwhile holds no more than is on its way", async () => {
  let made = 0;
  let isOver = false;
  await serve(
    async function* (pulse) {
      try {
        while (!pulse.ended) yield { event: "big", data: "x".repeat(100_000), id: ++made };
      } finally {
        isOver = true;
      }
    },
    { stallMs: 300 },
  );
  await openDeaf();
  await until(() => isOver);
  // What the sockets of both sides hold is a few megabytes.
  expect(made).toBeLessThan(300);
  expect(streams.size).toBe(0);
});

it("a source is told that it is over when its client leaves, and when all are to end", async () => {
  const causes: Cause[] = [];
  await serve(
    async function* (pulse) {
      yield { event: "hello", data: 1 };
      causes.push(await pulse.next());
    },
    { heartbeatMs: 60_000 },
  );
  const response = await fetch(url);
  await response.body!.cancel();
  await until(() => causes.length === 1);
  const other = await fetch(url);
  await until(() => streams.size === 1);
  streams.close();
  expect(await other.text()).toContain("event: hello\n");
  expect(causes).toEqual(["end", "end"]);
  expect((await fetch(url)).status).toBe(503);
});

it("what happens many times is one change, with a pause to the next", async () => {
  const pulse = new Pulse({ heartbeatMs: 60_000, pauseMs: 60_000 });
  for (let count = 0; count < 100; count++) pulse.beat();
  expect(await pulse.next()).toBe("change");
  pulse.beat();
  const next = pulse.next();
  const soon = new Promise((resolve) => setTimeout(resolve, 20, "not yet"));
  expect(await Promise.race([next, soon])).toBe("not yet");
  pulse.end();
  expect(await next).toBe("end");
});
