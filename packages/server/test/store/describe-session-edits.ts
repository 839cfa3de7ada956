/** What every session store must do with sessions that are edited, removed, replaced and watched. */
import { addSpan, EMPTY_TALLY, type SpanRecord, summarise } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import type { SessionChange } from "../../src/store/session-changes.ts";
import type { SpanRow } from "../../src/store/session-store.ts";
import type { Store } from "../../src/store/store.ts";
import { callOf, newSessionId, rootOf, spanOf, START } from "../spans.ts";
import { NOW, projectNamed, shownOf, type StoreUnderTest } from "./store-under-test.ts";

async function* once(text: string): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from(text);
}

export function describeSessionEdits(name: string, { open, reopen, prices }: StoreUnderTest): void {
  let store: Store;
  let project: string;

  const append = (spans: readonly SpanRecord[], receivedAtMs = NOW): Promise<void> =>
    store.sessions.append({ projectId: project, spans, receivedAtMs });
  const replace = (spans: readonly SpanRecord[]): Promise<void> =>
    store.sessions.replaceSpans({ projectId: project, spans, receivedAtMs: NOW });
  const find = async (id: string) => (await store.sessions.findSession(project, id))!;
  const spansOf = async (id: string) => (await store.sessions.readSession(project, id))?.spans ?? [];

  describe(`the session store ${name}`, () => {
    beforeEach(async () => {
      store = await open();
      project = (await store.keys.defaultProject()).id;
    });

    afterEach(() => store.close());

    describe("when people edit sessions", () => {
      it("shows what they say in the place of what spans said, also after more spans, and after it was closed", async () => {
        const id = newSessionId();
        await append([callOf(id)]);
        const edits = {
          tags: ["mine"],
          endState: "Failure",
          endStateReason: "wrong",
          note: "look",
          bookmarked: true,
        } as const;
        expect(await store.sessions.patchSession(project, id, edits)).toMatchObject({ edits });
        await append([rootOf(id, "Success", { [key.ROOTSPAN_SESSION_TAGS]: ["theirs"] })]);
        await store.close();
        store = await reopen();
        const session = await find(id);
        expect(session.edits).toEqual(edits);
        expect(shownOf(session)).toMatchObject({ tags: ["mine"], endState: "Failure", endStateReason: "wrong" });
        expect(summarise(session.tally)).toMatchObject({ tags: ["theirs"], endState: "Success" });
        expect(await store.sessions.countSessions(project, { anyTags: ["theirs"] })).toBe(0);
        expect(await store.sessions.countSessions(project, { anyTags: ["mine"], states: ["Failure"] })).toBe(1);
      });

      it("shows what spans said again once an edit is taken back, and leaves the other edits", async () => {
        const id = newSessionId();
        await append([rootOf(id, "Success", { [key.ROOTSPAN_SESSION_TAGS]: ["theirs"] })]);
        await store.sessions.patchSession(project, id, { tags: [], endState: "Failure", note: "n" });
        expect(shownOf(await find(id)).tags).toEqual([]);
        const { edits } = (await store.sessions.patchSession(project, id, { tags: null, endState: null }))!;
        expect(edits).toEqual({ note: "n" });
        expect(shownOf(await find(id))).toMatchObject({ tags: ["theirs"], endState: "Success" });
        expect(await store.sessions.countSessions(project, { anyTags: ["theirs"], states: ["Success"] })).toBe(1);
      });

      it("knows no session of another project", async () => {
        const id = newSessionId();
        await append([spanOf(id)]);
        const other = await projectNamed(store, "other");
        expect(await store.sessions.patchSession(other, id, { note: "n" })).toBeUndefined();
        expect((await find(id)).edits).toEqual({});
      });
    });

    describe("when sessions are removed", () => {
      it("has nothing left of them, and takes their spans anew", async () => {
        const [gone, kept] = [newSessionId(), newSessionId()];
        const spans = [callOf(gone), rootOf(gone, "Success", { [key.ROOTSPAN_SESSION_TAGS]: ["t"] })];
        await append([callOf(kept)]);
        const before = await store.sessions.measureProject(project);
        await append(spans);
        await store.sessions.patchSession(project, gone, { note: "n" });
        const artifact = { name: "a", contentType: "text/plain", receivedAtMs: NOW, bytes: once("a") };
        await store.artifacts.addArtifact({ projectId: project, sessionId: gone, ...artifact });
        const { artifact: other } = await store.artifacts.addArtifact({
          ...artifact,
          projectId: project,
          sessionId: kept,
          bytes: once("b"),
        });
        expect(await store.sessions.deleteSessions(project, { ids: [gone, newSessionId()] })).toBe(1);
        expect(await store.sessions.findSession(project, gone)).toBeUndefined();
        expect(await store.sessions.measureProject(project)).toEqual(before);
        expect(await store.artifacts.listArtifacts(project, gone)).toEqual([]);
        expect(await store.artifacts.listArtifacts(project, kept)).toEqual([other]);
        expect((await store.sessions.facets(project)).tags).toEqual([]);
        await append(spans);
        expect(await spansOf(gone)).toHaveLength(2);
        expect((await find(gone)).edits).toEqual({});
        expect((await find(gone)).tally.calls.calls).toBe(1);
      });

      it("removes all that a filter selects, however many, and nothing of other projects", async () => {
        const other = await projectNamed(store, "other");
        const shared = newSessionId();
        await store.sessions.append({ projectId: other, spans: [spanOf(shared)], receivedAtMs: NOW });
        await append([spanOf(shared)]);
        await append(
          Array.from({ length: 130 }, (_, index) => (index % 2 ? callOf(newSessionId()) : spanOf(newSessionId()))),
        );
        expect(await store.sessions.deleteSessions(project, { llmCalls: { max: 0 } })).toBe(66);
        expect(await store.sessions.countSessions(project)).toBe(65);
        expect(await store.sessions.deleteSessions(project, {})).toBe(65);
        expect(await store.sessions.measureProject(project)).toEqual({ sessions: 0, spans: 0, bytes: 0 });
        expect(await store.sessions.countSessions(other)).toBe(1);
      });
    });

    describe("when spans are replaced", () => {
      it("has the tally of the spans as they are", async () => {
        const id = newSessionId();
        const [first, second] = [callOf(id, 100), callOf(id, 200)];
        await append([first, second, rootOf(id, "Success")]);
        const changed = { ...first, attributes: { ...callOf(id, 5_000).attributes, text: "new" } };
        const added = callOf(id, 7);
        await replace([changed, added]);
        const spans = await spansOf(id);
        expect(spans).toHaveLength(4);
        expect(spans.find(({ spanId }) => spanId === first.spanId)).toEqual(changed);
        const { tally } = await find(id);
        expect(summarise(tally)).toEqual(
          summarise(spans.reduce((sum, span) => addSpan(sum, span, prices), EMPTY_TALLY)),
        );
        expect(tally.calls.usage.inputTokens).toBe(5_207);
        expect(await store.sessions.measureProject(project)).toMatchObject({ sessions: 1, spans: 4 });
        await store.close();
        store = await reopen();
        expect((await find(id)).tally).toEqual(tally);
      });

      it("keeps edits, takes the last of several, and is the same when it is sent again", async () => {
        const id = newSessionId();
        const span = callOf(id, 1);
        await replace([span]);
        await store.sessions.patchSession(project, id, { note: "n" });
        const last = { ...span, name: "last" };
        await replace([{ ...span, name: "middle" }, last]);
        await replace([last]);
        expect(await spansOf(id)).toEqual([last]);
        expect(await find(id)).toMatchObject({ edits: { note: "n" }, tally: { spans: 1, calls: { calls: 1 } } });
      });
    });

    describe("when spans are read in part", () => {
      const collect = async (id: string, page: { order?: "start" | "arrival"; since?: number }) => {
        const rows: SpanRow[] = [];
        let after: string | undefined;
        do {
          const found = (await store.sessions.listSpans(project, id, {
            ...page,
            limit: 3,
            ...(after !== undefined && { after }),
          }))!;
          rows.push(...found.spans);
          after = found.next;
        } while (after !== undefined);
        return rows;
      };

      it("gives rows by start, or as they arrived, and what is new since a sequence", async () => {
        const id = newSessionId();
        const at = (second: number) =>
          spanOf(id, {}, { startTimeUnixNano: START + BigInt(second), name: `s${second}` });
        await append([9, 2, 5, 5].map(at));
        await append([1, 7].map(at));
        const arrived = await collect(id, { order: "arrival" });
        expect(arrived.map((row) => row.name)).toEqual(["s9", "s2", "s5", "s5", "s1", "s7"]);
        expect((await collect(id, {})).map((row) => row.name)).toEqual(["s1", "s2", "s5", "s5", "s7", "s9"]);
        const { sequence } = arrived[3]!;
        expect((await collect(id, { order: "arrival", since: sequence })).map((row) => row.name)).toEqual(["s1", "s7"]);
        expect((await find(id)).sequence).toBe(arrived.at(-1)!.sequence);
      });

      it("gives a row what a row has, and a span all it has", async () => {
        const id = newSessionId();
        const span = callOf(id);
        await append([span, { ...span, traceId: "c".repeat(32) }]);
        const [row] = await collect(id, {});
        expect(row).toMatchObject({
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId,
          name: span.name,
          kind: "llm",
          startTimeUnixNano: span.startTimeUnixNano,
          endTimeUnixNano: span.endTimeUnixNano,
          statusCode: 0,
        });
        const { spanId, traceId } = span;
        expect(await store.sessions.readSpan(project, id, { spanId, traceId })).toEqual(span);
        expect(await store.sessions.readSpan(project, id, { spanId, traceId: "c".repeat(32) })).toMatchObject({
          spanId,
        });
        expect(await store.sessions.readSpan(project, id, { spanId: "0".repeat(16) })).toBeUndefined();
        expect(await store.sessions.readSpan(project, newSessionId(), { spanId })).toBeUndefined();
      });

      it("gives some spans with all they have, in the order that is asked for, but for those that are not there", async () => {
        const id = newSessionId();
        const spans = Array.from({ length: 5 }, (_, index) => spanOf(id, { index }));
        await append(spans.slice(0, 3));
        await append(spans.slice(3));
        const [a, b, c] = [spans[4]!, spans[0]!, spans[2]!];
        const unknown = { spanId: "0".repeat(16) };
        expect(await store.sessions.readSpans(project, id, [a, unknown, b, c])).toEqual([a, b, c]);
        expect(await store.sessions.readSpans(project, newSessionId(), [a])).toEqual([]);
      });

      it("reads spans that came in many appends, in any order, with all they have", async () => {
        const id = newSessionId();
        const spans = Array.from({ length: 60 }, (_, index) => spanOf(id, { text: `text ${index}` }));
        for (const span of spans) await append([span]);
        const mixed = spans.map((_, index) => spans[(index * 7) % 60]!);
        expect(await store.sessions.readSpans(project, id, mixed)).toEqual(mixed);
      });

      it("counts the spans of each resource, as they are after some were replaced", async () => {
        const id = newSessionId();
        const of = (pid: number) => spanOf(id, {}, { resource: { "service.name": "shop", "process.pid": pid } });
        const replaced = of(1);
        await append([of(1), of(2), replaced]);
        await append([of(2), of(3)]);
        await store.sessions.replaceSpans({ projectId: project, spans: [{ ...replaced, name: "n" }], receivedAtMs: 1 });
        const counts = new Map<unknown, number>();
        for await (const some of store.sessions.streamResources(project, id)) {
          for (const { resource, spans } of some) {
            const pid = resource["process.pid"];
            expect(resource).toEqual({ "service.name": "shop", "process.pid": pid });
            counts.set(pid, (counts.get(pid) ?? 0) + spans);
          }
        }
        expect([...counts]).toEqual([
          [1, 2],
          [2, 2],
          [3, 1],
        ]);
      });

      it("refuses a cursor of another order or session, and knows no session of another project", async () => {
        const [id, second] = [newSessionId(), newSessionId()];
        await append([spanOf(id), spanOf(id), spanOf(second)]);
        const after = (await store.sessions.listSpans(project, id, { limit: 1 }))!.next!;
        const refused = { reason: "bad_cursor" };
        await expect(
          store.sessions.listSpans(project, id, { limit: 1, after, order: "arrival" }),
        ).rejects.toMatchObject(refused);
        await expect(store.sessions.listSpans(project, second, { limit: 1, after })).rejects.toMatchObject(refused);
        const other = await projectNamed(store, "other");
        expect(await store.sessions.listSpans(other, id, { limit: 1 })).toBeUndefined();
        for await (const some of store.sessions.streamResources(other, id)) expect(some).toEqual([]);
      });
    });

    describe("when somebody watches", () => {
      it("tells of every change once it can be read, in order, to those whom it concerns", async () => {
        const [id, second] = [newSessionId(), newSessionId()];
        const heard: SessionChange[] = [];
        const ofOne: SessionChange[] = [];
        const other = await projectNamed(store, "other");
        store.changes.subscribe({ projectId: project }, () => {
          throw new Error("a listener's own fault");
        });
        store.changes.subscribe({ projectId: project }, (change) => void heard.push(change));
        store.changes.subscribe({ projectId: project, sessionId: second }, (change) => void ofOne.push(change));
        const end = store.changes.subscribe({ projectId: other }, () => expect("told").toBe("nothing"));
        await append([spanOf(id)]);
        await append([spanOf(second), spanOf(id)]);
        await store.sessions.patchSession(project, id, { note: "n" });
        await replace([spanOf(id)]);
        await store.sessions.deleteSessions(project, { ids: [second] });
        end();
        expect(heard.map(({ kind }) => kind)).toEqual(["spans", "spans", "spans", "edit", "spans", "delete"]);
        const sequences = heard.map(({ sequence }) => sequence);
        expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
        expect(ofOne.map(({ kind }) => kind)).toEqual(["spans", "delete"]);
        expect(store.changes.lastSequence()).toBe(sequences.at(-1));
      });

      it("says what changed since a sequence, and counts on after it was closed", async () => {
        const ids = [newSessionId(), newSessionId(), newSessionId()];
        for (const id of ids) await append([spanOf(id)]);
        const since = store.changes.lastSequence();
        await append([spanOf(ids[1]!)]);
        await store.sessions.patchSession(project, ids[0]!, { note: "n" });
        const changed = await store.changes.changedSince(project, since, 10);
        expect(changed.map(({ sessionId }) => sessionId)).toEqual([ids[1], ids[0]]);
        expect(await store.changes.changedSince(project, since, 1)).toHaveLength(1);
        const last = store.changes.lastSequence();
        await store.close();
        store = await reopen();
        expect(store.changes.lastSequence()).toBeGreaterThanOrEqual(last);
        await append([spanOf(ids[2]!)]);
        expect(store.changes.lastSequence()).toBeGreaterThan(last);
      });
    });
  });
}
