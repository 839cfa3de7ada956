/** What every session store must find: filters, sorts, counts and facets, against a filter written another way. */
import * as key from "@rootspan/model/attributes";
import fc from "fast-check";
import {
  SESSION_STATES,
  type SessionFilter,
  type SessionSort,
  type SessionState,
  SORT_KEYS,
} from "../../src/store/session-filter.ts";
import type { StoredSession } from "../../src/store/session-store.ts";
import type { Store } from "../../src/store/store.ts";
import { callOf, newSessionId, rootOf, spanOf, START } from "../spans.ts";
import { NOW, projectNamed, shownOf, type StoreUnderTest } from "./store-under-test.ts";

const IDLE_MS = 60_000;
const HOUR_NS = 3_600_000_000_000n;
/** Between the starts of sessions: they are spread over some hours. */
const STEP_NS = 1_500_000_000_000n;
const TAGS = ["a", "b", "c"];
const AGENTS = ["planner", "writer"];

export function describeSessionQueries(name: string, { open }: StoreUnderTest): void {
  let store: Store;
  let project: string;
  let all: readonly StoredSession[];

  /** Forty sessions of all kinds; every number that decides something comes from the index. */
  const fill = async (): Promise<void> => {
    const add = async (index: number): Promise<void> => {
      const id = newSessionId();
      const startTimeUnixNano = START + BigInt(index % 13) * STEP_NS;
      const calls = Array.from({ length: index % 4 }, (_, call) => {
        const made = callOf(id, 100 * (index % 7), call);
        const agent = AGENTS[index % 3];
        return {
          ...made,
          startTimeUnixNano,
          attributes: {
            ...made.attributes,
            ...(agent !== undefined && { [key.GEN_AI_AGENT_NAME]: agent }),
            ...(index % 5 === 0 && { [key.GEN_AI_RESPONSE_MODEL]: "gpt-4o" }),
          },
        };
      });
      const errors = Array.from({ length: index % 3 }, () => spanOf(id, { [key.ROOTSPAN_KIND]: "error" }));
      const fields = { startTimeUnixNano, resource: { "service.name": index % 2 ? "shop" : "desk" } };
      const other = spanOf(id, {}, fields);
      const root = {
        ...rootOf(id, ["Success", "Failure", "Indeterminate"][index % 3]!, {
          [key.ROOTSPAN_SESSION_TAGS]: TAGS.filter((_, tag) => (index >> tag) & 1),
          [key.ROOTSPAN_SESSION_NAME]: `Straße ${index % 6} ÄRGER`,
        }),
        startTimeUnixNano,
        endTimeUnixNano: startTimeUnixNano + BigInt(index) * 1_000_000n,
      };
      const spans = index % 4 === 3 ? [...calls, ...errors, other] : [...calls, ...errors, other, root];
      // Every eighth came so long ago that it no longer runs.
      await store.sessions.append({
        projectId: project,
        spans,
        receivedAtMs: NOW - (index % 8 === 3 ? IDLE_MS + 1 : 0),
      });
      if (index % 9 === 0) await store.sessions.patchSession(project, id, { bookmarked: true, endState: "Failure" });
      if (index % 11 === 0) await store.sessions.patchSession(project, id, { tags: ["edited"] });
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => add(index)));
    all = (await store.sessions.listSessions(project, { limit: 100 })).sessions;
  };

  const find = async (filter: SessionFilter): Promise<readonly string[]> =>
    (await store.sessions.listSessions(project, { filter, limit: 100 })).sessions.map(({ id }) => id);

  describe(`what the session store ${name} finds`, () => {
    beforeAll(async () => {
      store = await open({ now: () => NOW, idleTimeoutMs: IDLE_MS });
      project = (await store.keys.defaultProject()).id;
      await fill();
      const other = await projectNamed(store, "other");
      await store.sessions.append({ projectId: other, spans: [callOf(newSessionId())], receivedAtMs: NOW });
    });

    afterAll(() => store.close());

    it("is what the filter says, in list, count and facets alike", async () => {
      await fc.assert(
        fc.asyncProperty(anyFilter(), async (filter) => {
          const expected = all.filter((session) => holds(session, filter));
          const [ids, count, { states, tags, models, services, agents }] = await Promise.all([
            find(filter),
            store.sessions.countSessions(project, filter),
            store.sessions.facets(project, filter),
          ]);
          expect(new Set(ids)).toEqual(new Set(expected.map(({ id }) => id)));
          expect(count).toBe(expected.length);
          const without = (part: keyof SessionFilter) =>
            all.filter((session) => holds(session, { ...filter, [part]: undefined }));
          expect(states).toEqual(frequencies(without("states").map((session) => [stateOf(session)])));
          expect(tags).toEqual(frequencies(without("anyTags").map((session) => shownOf(session).tags)));
          expect(models).toEqual(frequencies(without("models").map(modelsOf)));
          expect(services).toEqual(frequencies(without("services").map((session) => shownOf(session).services)));
          expect(agents).toEqual(frequencies(without("agents").map(agentsOf)));
        }),
        { numRuns: 60, seed: 11 },
      );
    });

    it("is counted by start and state, to the nanosecond, in whole hours and parts of them", async () => {
      const hour = (START / HOUR_NS) * HOUR_NS;
      const times = [0n, 1n, 2n, 5n].flatMap((hours) => [-1n, 0n, 1n].map((by) => hour + hours * HOUR_NS + by));
      const bounds = [undefined, ...times, START, START + 4n * STEP_NS - 1n, START + 4n * STEP_NS];
      for (const min of bounds) {
        const filters = bounds.flatMap((max): readonly SessionFilter[] => {
          const states: readonly SessionState[] = min === max ? SESSION_STATES : ["Running", "Failure"];
          const startUnixNano = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
          return [{ startUnixNano }, { startUnixNano, states }];
        });
        const counts = await Promise.all(filters.map((filter) => store.sessions.countSome(project, filter)));
        const expected = filters.map((filter) => all.filter((session) => holds(session, filter)).length);
        expect(filters.map((filter, index) => [filter, counts[index]])).toEqual(
          filters.map((filter, index) => [filter, { sessions: expected[index], complete: true }]),
        );
      }
    });

    it("comes in every order, page by page, each once", async () => {
      for (const by of SORT_KEYS) {
        for (const descending of [true, false]) {
          const found: StoredSession[] = [];
          let after: string | undefined;
          do {
            const page = await store.sessions.listSessions(project, {
              sort: { by, descending },
              limit: 7,
              ...(after !== undefined && { after }),
            });
            found.push(...page.sessions);
            after = page.next;
          } while (after !== undefined);
          expect(new Set(found.map(({ id }) => id)).size).toBe(all.length);
          const places = found.map((session) => placeOf(session, by));
          const sorted = places.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
          expect(places).toEqual(descending ? sorted.toReversed() : sorted);
        }
      }
    });

    it("is compared by cost to the last picodollar", async () => {
      const dearest = all.toSorted((a, b) => Number(b.tally.calls.cost - a.tally.calls.cost))[0]!;
      const { cost } = dearest.tally.calls;
      expect(await find({ cost: { min: cost } })).toContain(dearest.id);
      expect(await find({ cost: { min: cost + 1n } })).toEqual([]);
      expect(await find({ cost: { max: cost - 1n } })).not.toContain(dearest.id);
    });

    it.each<[string, SessionFilter, SessionSort]>([
      ["filter", { bookmarked: true }, { by: "start", descending: true }],
      ["order", {}, { by: "cost", descending: true }],
      ["direction", {}, { by: "start", descending: false }],
    ])("goes on only with the same %s", async (_, filter, sort) => {
      const { next } = await store.sessions.listSessions(project, { limit: 1 });
      await expect(
        store.sessions.listSessions(project, { filter, sort, limit: 1, after: next! }),
      ).rejects.toMatchObject({
        reason: "bad_cursor",
      });
    });

    it("goes on only in the same project", async () => {
      const { next } = await store.sessions.listSessions(project, { limit: 1 });
      const other = await projectNamed(store, "other");
      await expect(store.sessions.listSessions(other, { limit: 1, after: next! })).rejects.toMatchObject({
        reason: "bad_cursor",
      });
    });

    it("tells nothing of other projects, nor of one that there is not", async () => {
      expect(await store.sessions.countSessions(project)).toBe(40);
      expect(await store.sessions.countSessions("nobody")).toBe(0);
      expect((await store.sessions.facets("nobody")).tags).toEqual([]);
    });
  });
}

/** With parts that select some sessions and parts that select none. */
function anyFilter(): fc.Arbitrary<SessionFilter> {
  const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 0, maxLength: 2 });
  const range = <T extends bigint | number>(values: readonly T[]) =>
    fc.record({ min: fc.constantFrom(...values), max: fc.constantFrom(...values) }, { requiredKeys: [] });
  const parts = fc.record(
    {
      states: some(SESSION_STATES),
      anyTags: some([...TAGS, "edited", "no such tag"]),
      allTags: some(TAGS),
      models: some(["gpt-4o", "gpt-4o-mini", "none"]),
      services: some(["shop", "desk"]),
      agents: some(AGENTS),
      name: fc.constantFrom("strasse", "STRAßE 3", "ärger", "%", "5"),
      startUnixNano: range([START, START + 4n * STEP_NS, START + 9n * STEP_NS]),
      durationNs: range([0n, 10_000_000n, 30_000_000n]),
      cost: range([0n, 1n, 40_000_000n, 300_000_000n]),
      tokens: range([0, 1, 400, 1_000]),
      errors: range([0, 1, 2]),
      llmCalls: range([0, 2, 3]),
      bookmarked: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  // Of all fourteen at once nothing would be left: most are dropped.
  return fc
    .tuple(parts, fc.array(fc.nat(13), { maxLength: 3 }))
    .map(([all, kept]) => Object.fromEntries(Object.entries(all).filter((_, index) => kept.includes(index))));
}

function holds(session: StoredSession, filter: SessionFilter): boolean {
  const shown = shownOf(session);
  const { usage, cost } = shown.calls;
  const any = (wanted: readonly string[] | undefined, had: readonly string[]): boolean =>
    wanted === undefined || wanted.some((one) => had.includes(one));
  const within = <T extends bigint | number>(range: { min?: T; max?: T } | undefined, value: T): boolean =>
    (range?.min === undefined || value >= range.min) && (range?.max === undefined || value <= range.max);
  return (
    any(filter.states, [stateOf(session)]) &&
    any(filter.anyTags, shown.tags) &&
    (filter.allTags ?? []).every((tag) => shown.tags.includes(tag)) &&
    any(filter.models, modelsOf(session)) &&
    any(filter.services, shown.services) &&
    any(filter.agents, agentsOf(session)) &&
    (filter.name === undefined || (shown.name ?? "").toLowerCase().includes(filter.name.toLowerCase())) &&
    within(filter.startUnixNano, shown.startTimeUnixNano) &&
    within(filter.durationNs, shown.durationNs) &&
    within(filter.cost, cost) &&
    within(filter.tokens, usage.inputTokens + usage.outputTokens) &&
    within(filter.errors, shown.errors) &&
    within(filter.llmCalls, shown.counts.llm) &&
    (filter.bookmarked === undefined || filter.bookmarked === (session.edits.bookmarked ?? false))
  );
}

function stateOf(session: StoredSession): SessionState {
  const { endState } = shownOf(session);
  return endState ?? (session.receivedAtMs >= NOW - IDLE_MS ? "Running" : "Indeterminate");
}

function modelsOf(session: StoredSession): readonly string[] {
  return [...new Set(shownOf(session).models.map(({ model }) => model))];
}

function agentsOf(session: StoredSession): readonly string[] {
  return shownOf(session).agents.map(({ name }) => name);
}

function frequencies(values: readonly (readonly string[])[]): readonly object[] {
  const counts = new Map<string, number>();
  for (const value of values.flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, sessions]) => ({ value, sessions }))
    .toSorted((a, b) => b.sessions - a.sessions || (a.value < b.value ? -1 : 1));
}

function placeOf(session: StoredSession, by: SessionSort["by"]): bigint | number {
  const { startTimeUnixNano, durationNs, calls, errors, counts } = shownOf(session);
  if (by === "start") return startTimeUnixNano;
  if (by === "activity") return session.sequence;
  if (by === "duration") return durationNs;
  if (by === "cost") return calls.cost;
  if (by === "tokens") return calls.usage.inputTokens + calls.usage.outputTokens;
  return by === "errors" ? errors : counts.llm;
}
