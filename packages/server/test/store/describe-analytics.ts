/** What every session store must sum up for charts, against the sessions and calls themselves. */
import type { SpanRecord } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { Analytics, AnalyticsRequest } from "../../src/store/session-analytics.ts";
import type { Store } from "../../src/store/store.ts";
import { callOf, newSessionId, rootOf } from "../spans.ts";
import { NOW, projectNamed, type StoreUnderTest } from "./store-under-test.ts";

const HOUR_MS = 3_600_000;
const FROM = Math.floor(NOW / HOUR_MS) * HOUR_MS;
const ALL: AnalyticsRequest = { fromMs: FROM, toMs: FROM + 4 * HOUR_MS, interval: "hour" };

export function describeAnalytics(name: string, { open, reopen }: StoreUnderTest): void {
  let store: Store;
  let project: string;

  const unixNano = (ms: number): bigint => BigInt(ms) * 1_000_000n;

  const callAt = (
    id: string,
    ms: number,
    durationMs: number,
    attributes: SpanRecord["attributes"] = {},
  ): SpanRecord => {
    const call = callOf(id, 1_000, 100);
    return {
      ...call,
      startTimeUnixNano: unixNano(ms),
      endTimeUnixNano: unixNano(ms + durationMs),
      attributes: { ...call.attributes, ...attributes },
    };
  };

  const rootAt = (id: string, ms: number, state: string, tags: readonly string[]): SpanRecord => ({
    ...rootOf(id, state, { [key.ROOTSPAN_SESSION_TAGS]: tags }),
    startTimeUnixNano: unixNano(ms),
    endTimeUnixNano: unixNano(ms + 60_000),
  });

  const append = (spans: readonly SpanRecord[], projectId = project): Promise<void> =>
    store.sessions.append({ projectId, spans, receivedAtMs: NOW });

  const analyse = (request: Partial<AnalyticsRequest> = {}): Promise<Analytics> =>
    store.analytics.analyse(project, { ...ALL, ...request });

  const a = newSessionId();
  const b = newSessionId();
  const c = newSessionId();
  const spans = [
    callAt(a, FROM, 100, { [key.GEN_AI_AGENT_NAME]: "planner" }),
    callAt(a, FROM + HOUR_MS, 200),
    rootAt(a, FROM, "Success", ["x", "y"]),
    { ...callAt(b, FROM + HOUR_MS, 1_000, { [key.GEN_AI_RESPONSE_MODEL]: "gpt-4o" }), status: { code: 2 } },
    rootAt(b, FROM + HOUR_MS, "Failure", ["x"]),
    callAt(c, FROM + 3 * HOUR_MS, 400),
  ];

  describe(`the sums of the store ${name}`, () => {
    beforeEach(async () => {
      store = await open({ now: () => NOW });
      project = (await store.keys.defaultProject()).id;
      // Apart and in no order, as they may come.
      for (const span of [4, 0, 5, 2, 1, 3].map((index) => spans[index]!)) await append([span]);
    });

    afterEach(() => store.close());

    it("count sessions where they started and calls where they began, in every interval", async () => {
      const { series, totals } = await analyse();
      expect(series.map(({ startMs }) => (startMs - FROM) / HOUR_MS)).toEqual([0, 1, 2, 3]);
      expect(series.map(({ sessions }) => sessions)).toEqual([1, 1, 0, 1]);
      expect(series.map(({ calls }) => calls)).toEqual([1, 2, 0, 1]);
      expect(series.map(({ failedCalls }) => failedCalls)).toEqual([0, 1, 0, 0]);
      expect(series.map(({ states }) => states)).toEqual([
        { Running: 0, Success: 1, Failure: 0, Indeterminate: 0 },
        { Running: 0, Success: 0, Failure: 1, Indeterminate: 0 },
        { Running: 0, Success: 0, Failure: 0, Indeterminate: 0 },
        { Running: 1, Success: 0, Failure: 0, Indeterminate: 0 },
      ]);
      expect(series[2]!.latency).toBeUndefined();
      expect(totals).toMatchObject({ sessions: 3, errors: 1, calls: 4, usage: { inputTokens: 4_000 } });
      const tallies = await Promise.all(
        [a, b, c].map(async (id) => (await store.sessions.findSession(project, id))!.tally),
      );
      expect(totals.cost).toBe(tallies.reduce((sum, { calls }) => sum + calls.cost, 0n));
      const median = Number(totals.latency!.p50);
      expect(Math.abs(median - 200e6)).toBeLessThanOrEqual(200e6 * 0.01);
    });

    it("take whole days", async () => {
      const { series } = await analyse({ interval: "day" });
      expect(series.every(({ startMs }) => startMs % (24 * HOUR_MS) === 0)).toBe(true);
      expect(series.reduce((sum, { calls }) => sum + calls, 0)).toBe(4);
    });

    it("are of the sessions that a filter selects", async () => {
      const { totals, slowest, dearest } = await analyse({ filter: { anyTags: ["y"] } });
      expect(totals).toMatchObject({ sessions: 1, calls: 2, errors: 0 });
      expect(slowest.map(({ id }) => id)).toEqual([a]);
      expect(dearest.map(({ id }) => id)).toEqual([a]);
      expect((await analyse({ filter: { states: ["Running"] } })).totals).toMatchObject({ sessions: 1, calls: 1 });
      expect((await analyse({ filter: { ids: [] } })).totals).toMatchObject({ sessions: 0, calls: 0 });
    });

    it("are the same with a filter that selects all", async () => {
      const everything = { errors: { min: 0 } };
      for (const groupBy of ["model", "agent", "service", "tag"] as const) {
        expect(await analyse({ filter: everything, groupBy })).toEqual(await analyse({ groupBy }));
      }
    });

    it.each([
      ["model", { "gpt-4o": [1, 1], "gpt-4o-mini": [3, 2] }],
      ["agent", { planner: [1, 1], "": [3, 0] }],
      ["service", { shop: [4, 3] }],
      ["tag", { x: [3, 2], y: [2, 1] }],
    ] as const)("are told apart by %s", async (groupBy, expected) => {
      const { groups } = await analyse({ groupBy });
      expect(Object.fromEntries(groups.map((group) => [group.name, [group.calls, group.sessions]]))).toEqual(expected);
      expect(groups.every(({ series, calls }) => series.reduce((sum, point) => sum + point.calls, 0) === calls)).toBe(
        true,
      );
    });

    it("list the slowest and the dearest first", async () => {
      const { slowest, dearest } = await analyse();
      expect(slowest.map(({ id }) => id).slice(0, 2)).toEqual(
        [a, b].includes(slowest[0]!.id) ? [slowest[0]!.id, slowest[1]!.id] : [],
      );
      expect(dearest[0]!.id).toBe(b);
      expect(slowest).toHaveLength(3);
    });

    it("forget what is removed or replaced, and what belongs to others", async () => {
      await append(spans, await projectNamed(store, "other"));
      const without = { ...spans[0]!, attributes: { [key.SESSION_ID]: a } };
      await store.sessions.replaceSpans({ projectId: project, spans: [without], receivedAtMs: NOW });
      expect((await analyse()).totals.calls).toBe(3);
      expect((await analyse({ groupBy: "agent" })).groups.map(({ name }) => name)).toEqual([""]);
      await store.sessions.deleteSessions(project, { ids: [a, b] });
      expect((await analyse()).totals).toMatchObject({ sessions: 1, calls: 1, errors: 0 });
      await store.sessions.deleteSessions(project, {});
      expect(await analyse({ groupBy: "model" })).toMatchObject({
        totals: { sessions: 0, calls: 0, cost: 0n },
        groups: [],
      });
    });

    it("follow edits, and are there after it was closed", async () => {
      await store.sessions.patchSession(project, a, { endState: "Failure", tags: ["z"] });
      await store.close();
      store = await reopen();
      expect((await analyse()).totals.states).toMatchObject({ Success: 0, Failure: 2 });
      expect((await analyse({ groupBy: "tag" })).groups.map(({ name }) => name).toSorted()).toEqual(["x", "z"]);
    });

    it("refuse a series that is too long", async () => {
      await expect(analyse({ fromMs: 0 })).rejects.toThrow(RangeError);
    });
  });
}
