/** What every session store must do: `SessionStore`'s contract as tests. */
import { addSpan, EMPTY_TALLY, type SpanRecord, summarise, type Translation } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { toSessionId } from "@rootspan/model";
import fc from "fast-check";
import type { Store } from "../../src/store/store.ts";
import { anyRequest } from "../otlp/any-request.ts";
import { toRecords } from "../otlp/write-request.ts";
import { callOf, newSessionId, newSpanId, newTraceId, rootOf, span, spanOf, START } from "../spans.ts";
import { NOW, projectNamed, type StoreUnderTest } from "./store-under-test.ts";

const TRANSLATION: Translation = {
  dialect: "opentelemetry",
  added: ["gen_ai.usage.output_tokens"],
  replaced: { count: 2n ** 60n },
  status: { code: 0 },
};

/** As UTF-8 has it, which has no sign for half of a pair. */
function toLegible(span: SpanRecord): unknown {
  const text = JSON.stringify(span, (_, value: unknown) => {
    if (typeof value === "bigint") return String(value);
    return typeof value === "string" ? value.toWellFormed() : value;
  });
  return JSON.parse(text);
}

export function describeSessionStore(name: string, { prices, open, reopen }: StoreUnderTest): void {
  let store: Store;
  let project: string;

  const append = (spans: readonly SpanRecord[], projectId = project): Promise<void> =>
    store.sessions.append({ projectId, spans, receivedAtMs: NOW });

  const spansOf = async (sessionId: string): Promise<readonly SpanRecord[]> =>
    (await store.sessions.readSession(project, sessionId))?.spans ?? [];

  const idsOf = async (sessionId: string): Promise<readonly string[]> =>
    (await spansOf(sessionId)).map(({ spanId }) => spanId).sort();

  /** Every session of the project, by pages of three. */
  const listAll = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.sessions.listSessions(project, { limit: 3, ...(after !== undefined && { after }) });
      ids.push(...page.sessions.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    return ids;
  };

  const fold = (spans: readonly SpanRecord[]) =>
    spans.reduce((tally, next) => addSpan(tally, next, prices), EMPTY_TALLY);

  describe(`the session store ${name}`, () => {
    beforeEach(async () => {
      store = await open();
      project = (await store.keys.defaultProject()).id;
    });

    afterEach(() => store.close());

    describe("keeps spans", () => {
      it("exactly as they were, whatever they hold", async () => {
        const requests = fc.sample(anyRequest, { numRuns: 60, seed: 3 });
        const sent = requests.flatMap(toRecords).map((record, index) => ({
          ...record,
          traceId: newTraceId(),
          spanId: newSpanId(),
          ...(index % 2 === 0 && { translation: TRANSLATION }),
        }));
        await append(sent);
        const sessions = await listAll();
        const stored = (await Promise.all(sessions.map(spansOf))).flat();
        const bySpan = new Map(stored.map((record) => [record.spanId, record]));
        expect(bySpan.size).toBe(sent.length);
        for (const record of sent) expect(bySpan.get(record.spanId)).toEqual(record);
      });

      it("with attributes whose key is __proto__", async () => {
        const attributes = JSON.parse(
          `{"__proto__":{"polluted":true},"nested":{"__proto__":"\\u0001"}}`,
        ) as SpanRecord["attributes"];
        const sent = span({ attributes });
        await append([sent]);
        const [stored] = await spansOf(toSessionId(sent.traceId));
        expect(JSON.stringify(stored!.attributes)).toBe(JSON.stringify(attributes));
      });

      it("with texts that are no Unicode, which are shown as far as they are", async () => {
        const half = "\ud83d";
        const id = newSessionId();
        const attributes = { [key.ROOTSPAN_SESSION_TAGS]: [half], [key.ROOTSPAN_SESSION_NAME]: half, text: half };
        const sent = { ...rootOf(id, "Success", attributes), name: half };
        await append([sent]);
        const [stored] = await spansOf(id);
        expect(toLegible(stored!)).toEqual(toLegible(sent));
        expect((await store.sessions.facets(project)).tags).toEqual([{ value: "\ufffd", sessions: 1 }]);
      });

      it("with attributes that are nested deep", async () => {
        let value: SpanRecord["attributes"][string] = 1n << 62n;
        for (let level = 0; level < 64; level++) value = [value];
        const sent = span({ attributes: { value } });
        await append([sent]);
        expect((await spansOf(toSessionId(sent.traceId)))[0]).toEqual(sent);
      });

      it("with content of megabytes", async () => {
        const id = newSessionId();
        const sent = [1, 2, 3].map((n) => spanOf(id, { "gen_ai.input.messages": `${n}`.repeat(700_000) }));
        await append(sent);
        expect(await spansOf(id)).toEqual(sent);
      });

      it("in order of their start", async () => {
        const id = newSessionId();
        const times = [5n, 1n, 3n];
        await append(times.map((time) => spanOf(id, {}, { startTimeUnixNano: START + time })));
        expect((await spansOf(id)).map(({ startTimeUnixNano }) => startTimeUnixNano - START)).toEqual([1n, 3n, 5n]);
      });

      it("after it was closed and opened again", async () => {
        const id = newSessionId();
        const sent = [callOf(id), rootOf(id, "Success")];
        await append(sent);
        const before = await store.sessions.findSession(project, id);
        await store.close();
        store = await reopen();
        expect(await store.sessions.findSession(project, id)).toEqual(before);
        expect(await idsOf(id)).toEqual(sent.map(({ spanId }) => spanId).sort());
        await append([callOf(id)]);
        expect((await store.sessions.findSession(project, id))!.tally.calls.calls).toBe(2);
      });

      it("that were waiting when it was closed", async () => {
        const id = newSessionId();
        const waiting = append([spanOf(id)]);
        await store.close();
        await waiting;
        store = await reopen();
        expect(await spansOf(id)).toHaveLength(1);
      });
    });

    describe("takes each span once", () => {
      it("when a batch is sent again, whole or in part", async () => {
        const id = newSessionId();
        const spans = [callOf(id), callOf(id), rootOf(id, "Success")];
        await append(spans);
        const once = await store.sessions.findSession(project, id);
        await append(spans);
        await append([spans[1]!]);
        expect(await store.sessions.findSession(project, id)).toEqual(once);
        expect(once!.tally.calls.calls).toBe(2);
      });

      it("when it has some of a batch, the others of which are as they came", async () => {
        const id = newSessionId();
        const calls = [1, 2, 3].map((tokens) => callOf(id, tokens));
        await append(calls.slice(0, 2));
        await append(calls.slice(1));
        expect((await store.sessions.findSession(project, id))!.tally.calls.usage.inputTokens).toBe(6);
        expect(new Set(await spansOf(id))).toEqual(new Set(calls));
        let counted = 0;
        for await (const some of store.sessions.streamResources(project, id)) {
          counted += some.reduce((sum, { spans }) => sum + spans, 0);
        }
        expect(counted).toBe(3);
      });

      it("when it comes twice in a batch, and in batches that wait together", async () => {
        const id = newSessionId();
        const call = callOf(id);
        await Promise.all([append([call, call]), append([call]), append([callOf(id)])]);
        expect((await store.sessions.findSession(project, id))!.tally.spans).toBe(2);
        expect(await spansOf(id)).toHaveLength(2);
      });

      it("also when its trace was told a session only after it", async () => {
        const lone = span();
        await append([lone]);
        await append([span({ traceId: lone.traceId, attributes: { [key.SESSION_ID]: newSessionId() } })]);
        await append([lone]);
        expect(await idsOf(toSessionId(lone.traceId))).toEqual([lone.spanId]);
        expect((await store.sessions.measureProject(project)).spans).toBe(2);
      });

      it("and tells spans with the same id in two traces apart", async () => {
        const id = newSessionId();
        const first = spanOf(id);
        await append([first, { ...first, traceId: newTraceId() }]);
        expect(await spansOf(id)).toHaveLength(2);
      });
    });

    it("keeps the tally of exactly the spans it has, however they came", async () => {
      const ids = [newSessionId(), newSessionId(), newSessionId()];
      const spans = Array.from({ length: 60 }, (_, index) => {
        const id = ids[index % 3]!;
        return index % 4 === 0 ? callOf(id, index) : spanOf(id, { [key.ROOTSPAN_KIND]: index % 2 ? "tool" : "error" });
      });
      for (let start = 0; start < spans.length; start += 7) {
        const batches = [
          spans.slice(start, start + 3),
          spans.slice(start + 3, start + 7),
          spans.slice(start, start + 2),
        ];
        await Promise.all(batches.map((batch) => append(batch)));
      }
      for (const id of ids) {
        const { session, spans: stored } = (await store.sessions.readSession(project, id))!;
        expect(stored).toHaveLength(20);
        expect(summarise(session.tally)).toEqual(summarise(fold(stored)));
      }
    });

    describe("finds the session of a span", () => {
      it("in session.id, as a UUID in any spelling", async () => {
        const id = newSessionId();
        const spellings = [id, id.toUpperCase(), id.replaceAll("-", "")];
        await append(spellings.map((spelling) => span({ attributes: { [key.SESSION_ID]: spelling } })));
        expect(await spansOf(id)).toHaveLength(3);
      });

      it("in session.id, as any other name", async () => {
        await append([span({ attributes: { [key.SESSION_ID]: "user 42's chat" } })]);
        expect(await spansOf("user 42's chat")).toHaveLength(1);
      });

      it("in its trace, where it says nothing, or nothing that can be a name", async () => {
        const traceId = newTraceId();
        const unusable = ["", "a\nb", "x".repeat(201), 5, null].map((value) => ({ [key.SESSION_ID]: value }));
        await append([span({ traceId }), ...unusable.map((attributes) => span({ traceId, attributes }))]);
        expect(await spansOf(toSessionId(traceId))).toHaveLength(6);
      });

      it("in its trace, which can be asked where it went", async () => {
        const [told, silent] = [newTraceId(), newTraceId()];
        await append([span({ traceId: silent }), span({ traceId: told, attributes: { [key.SESSION_ID]: "visit-7" } })]);
        const sessionOf = (traceId: string) => store.sessions.findSessionOfTrace(project, traceId);
        expect(await Promise.all([told, silent, newTraceId()].map(sessionOf))).toEqual([
          "visit-7",
          toSessionId(silent),
          undefined,
        ]);
        expect(await store.sessions.findSessionOfTrace("none", told)).toBeUndefined();
      });

      it("with the spans of its trace that told theirs, before it or in the same batch", async () => {
        const id = newSessionId();
        const traceId = newTraceId();
        await append([span({ traceId }), span({ traceId, attributes: { [key.SESSION_ID]: id } })]);
        await append([span({ traceId })]);
        expect(await spansOf(id)).toHaveLength(3);
        await store.close();
        store = await reopen();
        await append([span({ traceId })]);
        expect(await spansOf(id)).toHaveLength(4);
      });
    });

    describe("keeps projects apart", () => {
      it("when they have sessions and traces of the same id", async () => {
        const other = await projectNamed(store, "other");
        const id = newSessionId();
        const shared = callOf(id);
        await Promise.all([append([shared]), append([shared, callOf(id)], other)]);
        expect((await store.sessions.findSession(project, id))!.tally.spans).toBe(1);
        expect((await store.sessions.findSession(other, id))!.tally.spans).toBe(2);
      });

      it("and tells nothing of one to another", async () => {
        const other = await projectNamed(store, "other");
        const id = newSessionId();
        await append([spanOf(id)], other);
        expect(await store.sessions.findSession(project, id)).toBeUndefined();
        expect(await store.sessions.readSession(project, id)).toBeUndefined();
        expect((await store.sessions.listSessions(project, { limit: 10 })).sessions).toEqual([]);
        expect(await store.sessions.measureProject(project)).toEqual({ sessions: 0, spans: 0, bytes: 0 });
      });
    });

    describe("lists sessions", () => {
      /** A session that starts so many seconds after START. */
      const start = async (seconds: number): Promise<string> => {
        const id = newSessionId();
        await append([spanOf(id, {}, { startTimeUnixNano: START + BigInt(seconds) * 1_000_000_000n })]);
        return id;
      };

      it("newest first, in pages that lose and repeat none while sessions arrive", async () => {
        const ids: string[] = [];
        for (const seconds of [30, 10, 50, 40, 20, 20, 60]) ids.push(await start(seconds));
        const first = await store.sessions.listSessions(project, { limit: 3 });
        expect(first.sessions.map(({ id }) => id)).toEqual([ids[6], ids[2], ids[3]]);
        await start(99);
        await start(45);
        const second = await store.sessions.listSessions(project, { limit: 3, after: first.next! });
        expect(second.sessions.map(({ id }) => id)).toEqual([ids[0], ids[5], ids[4]]);
        const third = await store.sessions.listSessions(project, { limit: 3, after: second.next! });
        expect(third).toMatchObject({ sessions: [{ id: ids[1] }], next: undefined });
      });

      it("with no further page when the last one is full", async () => {
        await start(1);
        await start(2);
        expect((await store.sessions.listSessions(project, { limit: 2 })).next).toBeUndefined();
      });

      it.each(["", "x", "AAAA", `${"A".repeat(22)}=`])("and refuses %j as a cursor", async (after) => {
        await expect(store.sessions.listSessions(project, { limit: 2, after })).rejects.toMatchObject({
          reason: "bad_cursor",
        });
      });
    });

    it("measures what a project holds", async () => {
      const id = newSessionId();
      await append([spanOf(id), spanOf(id), spanOf(newSessionId())]);
      const size = await store.sessions.measureProject(project);
      expect(size).toMatchObject({ sessions: 2, spans: 3 });
      expect(size.bytes).toBeGreaterThan(100);
    });

    it("remembers when a span was last added", async () => {
      const id = newSessionId();
      const first = spanOf(id);
      const receivedAt = async (spans: readonly SpanRecord[], receivedAtMs: number): Promise<number> => {
        await store.sessions.append({ projectId: project, spans, receivedAtMs });
        return (await store.sessions.findSession(project, id))!.receivedAtMs;
      };
      expect(await receivedAt([first], NOW)).toBe(NOW);
      expect(await receivedAt([spanOf(id)], NOW + 500)).toBe(NOW + 500);
      expect(await receivedAt([first], NOW + 900)).toBe(NOW + 500);
    });

    describe("refuses", () => {
      it("what it has no room for, and takes it later", async () => {
        await store.close();
        store = await open({ maxWaitingSpans: 3 });
        project = (await store.keys.defaultProject()).id;
        const id = newSessionId();
        const batch = [spanOf(id), spanOf(id)];
        const first = append([spanOf(id), spanOf(id)]);
        await expect(append(batch)).rejects.toMatchObject({ reason: "busy" });
        await first;
        await append(batch);
        expect(await spansOf(id)).toHaveLength(4);
      });

      it("a batch that it cannot store, and stores those that wait with it", async () => {
        const id = newSessionId();
        const answers = await Promise.allSettled([
          append([spanOf(id)]),
          append([spanOf(id)], "nobody"),
          append([spanOf(id)]),
        ]);
        expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect(await spansOf(id)).toHaveLength(2);
        expect((await store.sessions.findSession(project, id))!.tally.spans).toBe(2);
      });

      it("everything once it is closed", async () => {
        await store.close();
        await expect(append([span()])).rejects.toMatchObject({ reason: "closed" });
        store = await reopen();
      });
    });
  });
}
