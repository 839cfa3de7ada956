/** Whatever the receiver does, the application neither waits nor fails, and its spans arrive later, once. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MisbehavingReceiver, openMisbehavingReceiver, type ReceivedExport } from "./misbehaving-receiver.ts";
import { type AppRun, runApp } from "./run-app.ts";

const SPANS = 20;
const NAMES = Array.from({ length: SPANS }, (_, index) => `a${index}`);

let state: string;
let receivers: MisbehavingReceiver[] = [];

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "rootspan-test-"));
});

afterEach(async () => {
  await Promise.all(receivers.map((receiver) => receiver.close()));
  receivers = [];
  rmSync(state, { recursive: true, force: true });
});

async function openReceiver(act: Act): Promise<MisbehavingReceiver> {
  const receiver = await openMisbehavingReceiver(act);
  receivers.push(receiver);
  return receiver;
}

interface Way {
  readonly isJournal?: boolean;
  readonly apiKey?: string;
  readonly serviceName?: string;
  readonly spans?: number;
  readonly rounds?: number;
}

function work({ url }: MisbehavingReceiver, way: Way = {}): Promise<AppRun> {
  const { isJournal = true, apiKey = "right", serviceName = "agent", spans = SPANS, rounds = 100 } = way;
  const environment = {
    ROOTSPAN_ENDPOINT: url,
    ROOTSPAN_API_KEY: apiKey,
    ROOTSPAN_PROTOCOL: "http/json",
    ROOTSPAN_SERVICE_NAME: serviceName,
    XDG_STATE_HOME: state,
    ...(!isJournal && { ROOTSPAN_JOURNAL: "false" }),
  };
  return runApp("works-through.ts", environment, String(spans), String(rounds));
}

/** The work is done, whatever has arrived by then; nothing is thrown or printed. */
function expectUnharmed(run: AppRun): Record<string, number> {
  expect(run).toMatchObject({ code: 0, errors: "" });
  const [started, worked, ended, counters] = run.output.split("\n");
  expect([started, worked, ended]).toEqual(["started", "worked", "ended"]);
  return JSON.parse(counters!) as Record<string, number>;
}

function expectAllOnce({ accepted }: MisbehavingReceiver): void {
  expect([...accepted.keys()].toSorted()).toEqual(NAMES.toSorted());
  expect([...accepted.values()].every((times) => times === 1)).toBe(true);
}

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toUTCString();

type Act = (received: ReceivedExport) => void;

/** The first exports meet what the name says, and the others are accepted. */
const PASSING: Readonly<Record<string, Act>> = {
  "answers 503": ({ index, answer, accept }) => (index < 2 ? answer(503) : accept()),
  "answers 429 with Retry-After: 1": ({ index, answer, accept }) =>
    index < 1 ? answer(429, { "retry-after": "1" }) : accept(),
  "answers 503 with a date to retry after": ({ index, answer, accept }) =>
    index < 1 ? answer(503, { "retry-after": inSeconds(2) }) : accept(),
  "answers 503 with Retry-After: 0": ({ index, answer, accept }) =>
    index < 2 ? answer(503, { "retry-after": "0" }) : accept(),
  "answers with a redirect": ({ index, answer, accept }) =>
    index < 2 ? answer(302, { location: "/elsewhere" }) : accept(),
  "resets the connection": ({ index, request, accept }) => (index < 2 ? request.socket.destroy() : accept()),
  "accepts and never answers": ({ index, accept }) => (index < 1 ? undefined : accept()),
  "answers slowly": ({ accept }) => void setTimeout(accept, 300),
  "breaks off its answer": ({ index, keep, response, accept }) => {
    if (index >= 2) return accept();
    keep();
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write("{");
    return void setTimeout(() => response.destroy(), 10);
  },
  "answers with garbage": ({ accept }) => accept("<html>"),
};

describe.each(Object.entries(PASSING))("a receiver that %s", (_name, act) => {
  it("gets every span, once, with a journal and without", async () => {
    const check = async (isJournal: boolean): Promise<void> => {
      const receiver = await openReceiver(act);
      const counters = expectUnharmed(await work(receiver, { isJournal }));
      expectAllOnce(receiver);
      expect(counters).toMatchObject({ dropped: 0, refused: 0, waiting: 0 });
    };
    await Promise.all([check(true), check(false)]);
  });
});

it.each([true, false])("a receiver that is down at first gets every span (with a journal: %s)", async (isJournal) => {
  const receiver = await openReceiver(({ accept }) => accept());
  await receiver.close();
  const working = work(receiver, { isJournal });
  setTimeout(() => void receiver.open(), 1_500);
  expect(expectUnharmed(await working)).toMatchObject({ dropped: 0, refused: 0, waiting: 0 });
  expectAllOnce(receiver);
});

it("a receiver that goes down in mid-run, with a request half read, gets every span", async () => {
  let isUp = true;
  const receiver = await openReceiver(({ index, accept }) => {
    if (index !== 1 || !isUp) return accept();
    isUp = false;
    return void receiver.close().then(() => setTimeout(() => void receiver.open(), 1_000));
  });
  expect(expectUnharmed(await work(receiver))).toMatchObject({ dropped: 0, refused: 0, waiting: 0 });
  expectAllOnce(receiver);
});

it("is at least once: what a receiver kept and did not answer to comes again, with the same ids", async () => {
  const receiver = await openReceiver(({ index, names, keep, request, accept }) => {
    if (index > 3 || names.length === 0) return accept();
    keep();
    return void request.socket.destroy();
  });
  expect(expectUnharmed(await work(receiver))).toMatchObject({ dropped: 0, refused: 0, waiting: 0 });
  expect([...receiver.accepted.keys()].toSorted()).toEqual(NAMES.toSorted());
});

it("what a receiver rejects of an accepted request is refused, and not sent again", async () => {
  let rejected = 0;
  const receiver = await openReceiver(({ names, accept }) => {
    if (names.length === 0) return accept();
    rejected += 1;
    return accept('{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}');
  });
  const counters = expectUnharmed(await work(receiver));
  expectAllOnce(receiver);
  expect(rejected).toBeGreaterThan(0);
  expect(counters).toMatchObject({ refused: rejected, exported: SPANS + 2 - rejected, dropped: 0, waiting: 0 });
});

it.each([400, 413])("a span that a receiver answers %i to takes no others with it", async (status) => {
  const receiver = await openReceiver(({ names, answer, accept }) =>
    names.includes("a7") ? answer(status) : accept(),
  );
  const counters = expectUnharmed(await work(receiver));
  expect([...receiver.accepted.keys()].toSorted()).toEqual(NAMES.filter((name) => name !== "a7").toSorted());
  expect(counters).toMatchObject({ refused: 1, exported: SPANS + 1, dropped: 0, waiting: 0 });
});

describe("after a refused key", () => {
  const onlyRight: Act = ({ authorization, answer, accept }) =>
    authorization === "Bearer right" ? accept() : answer(401);

  it("the same application delivers everything with another one, once", async () => {
    const receiver = await openReceiver(onlyRight);
    const refused = expectUnharmed(await work(receiver, { apiKey: "wrong", rounds: 0 }));
    expect(refused).toMatchObject({ exported: 0, refused: 0, dropped: 0 });
    expect(receiver.accepted.size).toBe(0);
    expectUnharmed(await work(receiver, { serviceName: "another", spans: 0 }));
    expect(receiver.accepted.size).toBe(0);
    expect(expectUnharmed(await work(receiver, { spans: 0 }))).toMatchObject({ recovered: SPANS + 2 });
    expectAllOnce(receiver);
    expect(expectUnharmed(await work(receiver, { spans: 0 }))).toMatchObject({ recovered: 0 });
    expectAllOnce(receiver);
  });
});

it("OpenTelemetry's own exporter may take the place of ours", async () => {
  const receiver = await openReceiver(({ accept }) => accept());
  const run = await runApp("stock-exporter.ts", {}, receiver.url);
  expect(run).toMatchObject({ code: 0, errors: "" });
  expect(JSON.parse(run.output)).toMatchObject({ exported: 3, dropped: 0, refused: 0, waiting: 0 });
  expect([...receiver.accepted]).toEqual([["a0", 1]]);
});
