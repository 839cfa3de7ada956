/** Queue and journal together, through any order of recording, delivering, crashing and recovering. */
import { cpSync, renameSync, rmSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { ROOT_CONTEXT, type Span, trace, type Tracer } from "@opentelemetry/api";
import { BasicTracerProvider, type ReadableSpan } from "@opentelemetry/sdk-trace-node";
import fc from "fast-check";
import { decodeJson } from "../../server/src/otlp/decode-json.ts";
import type { Answer } from "../src/answer.ts";
import { ExportQueue } from "../src/export-queue.ts";
import { JournalProcessor } from "../src/journal-processor.ts";
import type { Journal } from "../src/journal/journal.ts";
import { openJournal } from "../src/journal/open-journal.ts";
import { recoverJournals } from "../src/journal/recover-journals.ts";
import { filesIn, killOwners, useFolder } from "./journal/folder.ts";

const directory = useFolder();

/** What the receiver does to the requests of a step. */
type Mood =
  | "accepts"
  | "is away"
  /** Every third time. */
  | "is away at times"
  /** Keeps the spans, and nobody hears of that. */
  | "answers into the void"
  /** Keeps the spans, and answers only when the process is dead. */
  | "hangs";

type Step =
  | { readonly do: "record"; readonly spans: number; readonly isBad: boolean }
  | { readonly do: "start" | "tag" | "end" | "crash" | "die on the way" | "stop" }
  | { readonly do: "flush"; readonly mood: Mood; readonly isAwaited: boolean }
  | { readonly do: "recover"; readonly mood: Mood };

const mood = fc.constantFrom<Mood>("accepts", "is away", "is away at times", "answers into the void");

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("record"),
      spans: fc.integer({ min: 1, max: 12 }),
      isBad: fc.nat(9).map((n) => n === 0),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("start", "tag", "end") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("flush"), mood, isAwaited: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("crash", "die on the way", "stop") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("recover"), mood }) },
) as fc.Arbitrary<Step>;

/** What the receiver knows of a span. */
interface Sent {
  readonly id: string;
  /** End state of a root. */
  readonly state: unknown;
}

/** What the process that ended a span knows of it. */
interface Ended {
  readonly process: number;
  readonly order: number;
  readonly isBad: boolean;
}

class World {
  readonly ended = new Map<string, Ended>();
  /** How each root must have ended, once all is over. */
  readonly roots = new Map<string, "Success" | "Indeterminate">();
  /** Spans that were kept, each time. */
  readonly kept: string[] = [];
  /** Of which the sender was told that they are kept, or refused: they must not come again. */
  readonly settled = new Set<string>();
  readonly states = new Map<string, Set<unknown>>();
  readonly faults: string[] = [];
  mood: Mood = "accepts";
  processes = 0;
  running: Running | undefined;
  #bad = 0;
  #requests = 0;

  /** One bad span is found by halving; a receiver to which all is bad is another matter. */
  mayBeBad(): boolean {
    this.#bad += 1;
    return this.#bad === 1;
  }

  /** @param isDead whether the sender is dead by now */
  async receive(spans: readonly Sent[], isDead: () => boolean): Promise<200 | 400 | 503> {
    for (const { id, state } of spans) {
      if (this.settled.has(id)) this.faults.push(`${id} was settled, and comes again`);
      if (state === undefined) continue;
      this.states.set(id, (this.states.get(id) ?? new Set()).add(state));
    }
    this.#requests += 1;
    const isAway = this.mood === "is away at times" ? this.#requests % 3 === 0 : this.mood === "is away";
    const { mood: now } = this;
    await turn();
    if (isAway || isDead()) return 503;
    if (spans.some(({ id }) => this.ended.get(id)?.isBad === true)) {
      if (spans.length === 1) this.settled.add(spans[0]!.id);
      return 400;
    }
    this.kept.push(...spans.map(({ id }) => id));
    if (now === "hangs") while (!isDead()) await turn();
    if (now === "hangs" || now === "answers into the void") return 503;
    for (const { id } of spans) this.settled.add(id);
    return 200;
  }
}

interface Running {
  readonly process: number;
  readonly journal: Journal;
  readonly queue: ExportQueue;
  readonly tracer: Tracer;
  readonly roots: Span[];
  isDead: boolean;
}

/** A process as `init` puts it together, but for the network. */
function start(world: World): Running {
  world.processes += 1;
  const journal = openJournal({ directory: directory(), segmentBytes: 2_000 });
  const processor = new JournalProcessor(journal);
  const isDead = (): boolean => running.isDead;
  const queue = new ExportQueue(
    {
      export: (spans, done) => {
        const answer = async (): Promise<void> => {
          const status = await world.receive(spans.map(ofSpan), isDead);
          done(status === 200 ? { code: 0 } : { code: 1, error: Object.assign(new Error("no"), { code: status }) });
        };
        void answer();
      },
      shutdown: async () => {},
    },
    { maxQueueSpans: 8, maxQueueBytes: 1_000_000, flushIntervalMs: 3_600_000, exportTimeoutMs: 60_000 },
    {
      journal,
      positionOf: (span) => processor.positionOf(span),
      idle: async () => {},
      send: async (body) => toAnswer(await world.receive(ofBody(body), isDead)),
    },
  );
  const provider = new BasicTracerProvider({ spanProcessors: [processor, queue] });
  const running: Running = {
    process: world.processes,
    journal,
    queue,
    tracer: provider.getTracer("test"),
    roots: [],
    isDead: false,
  };
  return running;
}

function toAnswer(status: 200 | 400 | 503): Answer {
  if (status === 200) return { isAccepted: true, rejected: 0, message: "" };
  return { isAccepted: false, status, error: new Error("no") };
}

function ofSpan(span: ReadableSpan): Sent {
  return { id: span.spanContext().spanId, state: span.attributes["rootspan.session.end_state"] };
}

function ofBody(body: string): readonly Sent[] {
  return decodeJson(Buffer.from(body)).map(({ spanId, attributes }) => ({
    id: spanId,
    state: attributes["rootspan.session.end_state"],
  }));
}

function end(world: World, { process }: Running, span: Span, isBad = false): void {
  world.ended.set(span.spanContext().spanId, { process, order: world.ended.size, isBad });
  span.end();
}

function mark(world: World, running: Running, root: Span): void {
  const attributes = { "rootspan.kind": "marker" };
  end(world, running, running.tracer.startSpan("marker", { attributes }, trace.setSpan(ROOT_CONTEXT, root)));
}

/** What lies on the disk at this moment is all that remains. */
async function crash(world: World): Promise<void> {
  // What was answered is acknowledged.
  await turn();
  const { running } = world;
  world.running = undefined;
  if (running === undefined) return;
  const aside = `${directory()}-aside`;
  cpSync(directory(), aside, { recursive: true, preserveTimestamps: true });
  running.isDead = true;
  running.journal.close();
  rmSync(directory(), { recursive: true });
  renameSync(aside, directory());
  killOwners(directory());
  await running.queue.shutdown();
}

/** In good order; what is not delivered stays. */
async function stop(world: World): Promise<void> {
  const { running } = world;
  world.running = undefined;
  if (running === undefined) return;
  for (const root of running.roots) endRoot(world, running, root);
  await running.queue.shutdown();
  expect(running.queue.counters().dropped).toBe(0);
  running.isDead = true;
  running.journal.close();
}

function endRoot(world: World, running: Running, root: Span): void {
  root.setAttribute("rootspan.session.end_state", "Success");
  world.roots.set(root.spanContext().spanId, "Success");
  end(world, running, root);
}

async function recover(world: World): Promise<void> {
  // Halves of a refused batch are acknowledged together: see `deliverFolder`.
  let halves: Sent[] | undefined;
  await recoverJournals({ directory: directory(), maxBatchBytes: 1_500 }, async (body) => {
    const spans = ofBody(body);
    const status = await world.receive(spans, () => false);
    if (status === 400) halves ??= [];
    halves?.push(...spans);
    if (status === 503) for (const { id } of halves ?? []) world.settled.delete(id);
    return status === 200 ? "accepted" : status === 400 ? "refused" : "later";
  });
}

async function take(world: World, step: Step): Promise<void> {
  if ("mood" in step) world.mood = step.mood;
  if (step.do === "recover") return recover(world);
  if (step.do === "crash") return crash(world);
  if (step.do === "stop") return stop(world);
  const running = (world.running ??= start(world));
  const { tracer, roots, queue } = running;
  switch (step.do) {
    case "record":
      for (let index = 0; index < step.spans; index += 1) {
        end(world, running, tracer.startSpan("action"), step.isBad && index === 0 && world.mayBeBad());
      }
      return;
    case "start": {
      const root = tracer.startSpan("session", { attributes: { "rootspan.kind": "session" } });
      roots.push(root);
      world.roots.set(root.spanContext().spanId, "Indeterminate");
      return mark(world, running, root);
    }
    case "tag":
      return roots[0] === undefined ? undefined : mark(world, running, roots[0]);
    case "end": {
      const root = roots.shift();
      return root === undefined ? undefined : endRoot(world, running, root);
    }
    case "die on the way":
      world.mood = "hangs";
      void queue.forceFlush();
      await turn();
      await crash(world);
      world.mood = "accepts";
      return;
    case "flush": {
      const isFlushed = queue.forceFlush();
      return step.isAwaited ? isFlushed : turn();
    }
  }
}

it("whatever happens in whatever order, what is journaled arrives, in order, and only what was under way comes again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const world = new World();
      for (const next of steps) await take(world, next);
      await crash(world);
      world.mood = "accepts";
      await recover(world);

      expect(world.faults).toEqual([]);
      const good = [...world.ended].filter(([, { isBad }]) => !isBad).map(([id]) => id);
      expect(new Set(world.kept)).toEqual(new Set([...good, ...world.roots.keys()]));
      for (let process = 1; process <= world.processes; process += 1) {
        const orders = [...new Set(world.kept)].flatMap((id) => {
          const ended = world.ended.get(id);
          return ended?.process === process ? ended.order : [];
        });
        expect(orders).toEqual(orders.toSorted((one, other) => one - other));
      }
      for (const [root, state] of world.roots) expect(world.states.get(root)).toEqual(new Set([state]));
      expect(filesIn(directory()).filter((path) => !path.endsWith(".refused"))).toEqual([]);
      rmSync(directory(), { recursive: true, force: true });
    }),
    { numRuns: 300 },
  );
}, 300_000);
