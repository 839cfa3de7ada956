/** What every artifact store must do: `ArtifactStore`'s contract as tests. */
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { toArtifactId } from "../../src/store/artifact-id.ts";
import type { ByteRange, NewArtifact, StoredArtifact } from "../../src/store/artifact-store.ts";
import type { Store } from "../../src/store/store.ts";
import { newSessionId, newSpanId } from "../spans.ts";

export interface ArtifactStoreUnderTest {
  /** A new store. */
  readonly open: () => Promise<Store>;
  /** The same store again, after it was closed. */
  readonly reopen: () => Promise<Store>;
}

const NOW = 1_763_900_000_000;

export async function* inChunks(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Gives something, then breaks off. */
async function* failing(error: unknown): AsyncGenerator<Uint8Array, void> {
  yield Buffer.from("begun");
  throw error;
}

export function describeArtifactStore(name: string, { open, reopen }: ArtifactStoreUnderTest): void {
  const text = Buffer.from("what the agent saw on its screen");
  let store: Store;
  let project: string;
  let session: string;

  const add = (fields: Partial<NewArtifact> = {}, bytes: Uint8Array = text) =>
    store.artifacts.addArtifact({
      projectId: project,
      sessionId: session,
      name: "run.webm",
      contentType: "video/webm",
      receivedAtMs: NOW,
      bytes: inChunks(bytes),
      ...fields,
    });

  const list = (sessionId = session, projectId = project): Promise<readonly StoredArtifact[]> =>
    store.artifacts.listArtifacts(projectId, sessionId);

  const read = async (artifact: StoredArtifact, range?: ByteRange): Promise<Buffer> =>
    buffer(await store.artifacts.readArtifact(project, artifact, range));

  const projectNamed = async (projectName: string): Promise<string> => {
    const id = newSpanId();
    return (await store.keys.addKey({ id, hash: new Uint8Array(32), projectName, createdAtMs: NOW })).project.id;
  };

  describe(`the artifact store ${name}`, () => {
    beforeEach(async () => {
      store = await open();
      project = (await store.keys.defaultProject()).id;
      session = newSessionId();
    });

    afterEach(() => store.close());

    describe("keeps artifacts", () => {
      it("with what is known of them", async () => {
        const sha256 = createHash("sha256").update(text).digest("hex");
        const { artifact, created } = await add();
        expect(created).toBe(true);
        expect(artifact).toEqual({
          id: toArtifactId({ sha256, name: "run.webm", contentType: "video/webm" }),
          sessionId: session,
          name: "run.webm",
          contentType: "video/webm",
          size: text.length,
          sha256,
          createdAtMs: NOW,
        });
        expect(await list()).toEqual([artifact]);
        expect(await store.artifacts.findArtifact(project, session, artifact.id)).toEqual(artifact);
      });

      it.each([0, 1, 7, 8, 3_000_000])("of %d bytes, exactly as they were", async (size) => {
        const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 31) % 251));
        const { artifact } = await add({ bytes: inChunks(bytes, 65_536) });
        expect(artifact.size).toBe(size);
        expect((await read(artifact)).equals(bytes)).toBe(true);
      });

      it.each<[ByteRange, string]>([
        [{ first: 0, last: 0 }, "w"],
        [{ first: 5, last: 7 }, "the"],
        [{ first: 26, last: 31 }, "screen"],
        [{ first: 0, last: 31 }, text.toString()],
      ])("and gives the bytes %j of them", async (range, expected) => {
        const { artifact } = await add();
        expect((await read(artifact, range)).toString()).toBe(expected);
      });

      it("after it was closed and opened again", async () => {
        const { artifact } = await add();
        await store.close();
        store = await reopen();
        expect(await list()).toEqual([artifact]);
        expect(await read(artifact)).toEqual(text);
      });

      it("oldest first", async () => {
        for (const [name, seconds] of [
          ["second", 20],
          ["first", 10],
          ["third", 30],
          ["fourth", 30],
        ] as const)
          await add({ name, receivedAtMs: NOW + seconds });
        expect((await list()).map((artifact) => artifact.name)).toEqual(["first", "second", "third", "fourth"]);
      });

      it("of sessions of any name, each with its own", async () => {
        const names = [session, "../..", "..", "a/b", "a_b", "CON", "user 42’s chat", "x".repeat(200), "X".repeat(200)];
        for (const sessionId of names) await add({ sessionId }, Buffer.from(sessionId));
        for (const sessionId of names) {
          const [artifact, ...others] = await list(sessionId);
          expect(others).toEqual([]);
          expect((await read(artifact!)).toString()).toBe(sessionId);
        }
      });

      it("which are read to the end though it is closed", async () => {
        const { artifact } = await add();
        const stream = await store.artifacts.readArtifact(project, artifact);
        await store.close();
        expect(await buffer(stream)).toEqual(text);
        store = await reopen();
      });
    });

    describe("takes each artifact once", () => {
      it("when it is sent again, also after it was closed, and keeps the first", async () => {
        const { artifact } = await add();
        expect(await add({ receivedAtMs: NOW + 5 })).toEqual({ artifact, created: false });
        await store.close();
        store = await reopen();
        expect(await add({ receivedAtMs: NOW + 9 })).toEqual({ artifact, created: false });
        expect(await list()).toEqual([artifact]);
        expect(await read(artifact)).toEqual(text);
      });

      it("when it is sent several times at once", async () => {
        const added = await Promise.all([add(), add(), add()]);
        expect(added.filter(({ created }) => created)).toHaveLength(1);
        const [artifact, ...others] = await list();
        expect(others).toEqual([]);
        expect(await read(artifact!)).toEqual(text);
      });

      it("and tells others by bytes, name, type and session", async () => {
        const other = newSessionId();
        const added = [
          await add(),
          await add({}, Buffer.from("other")),
          await add({ name: "other.webm" }),
          await add({ contentType: "video/mp4" }),
        ];
        expect(new Set(added.map(({ artifact }) => artifact.id)).size).toBe(4);
        expect((await add({ sessionId: other })).created).toBe(true);
        expect(await list()).toHaveLength(4);
        expect(await list(other)).toHaveLength(1);
      });
    });

    describe("keeps projects apart", () => {
      it("when they have the same artifact of the same session", async () => {
        const other = await projectNamed("other");
        const { artifact } = await add();
        expect((await add({ projectId: other })).created).toBe(true);
        expect(await list(session, other)).toEqual([artifact]);
      });

      it("and tells nothing of one to another", async () => {
        const other = await projectNamed("other");
        const { artifact } = await add({ projectId: other });
        expect(await list()).toEqual([]);
        expect(await store.artifacts.findArtifact(project, session, artifact.id)).toBeUndefined();
      });
    });

    describe("refuses", () => {
      it("what breaks off, with the error that broke it, and takes it later", async () => {
        const error = new TypeError("the client went away");
        await expect(add({ bytes: failing(error) })).rejects.toBe(error);
        expect(await list()).toEqual([]);
        expect((await add()).created).toBe(true);
      });

      it("what breaks off without disturbing what arrives beside it", async () => {
        const answers = await Promise.allSettled([
          add(),
          add({ bytes: failing(new Error("gone")) }),
          add({ name: "b" }),
        ]);
        expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect(await list()).toHaveLength(2);
      });

      it("artifacts of a project that there is not", async () => {
        await expect(add({ projectId: "nobody" })).rejects.toThrow("the project does not exist");
      });

      it("everything once it is closed, but what has begun to arrive", async () => {
        let goOn = (): void => undefined;
        const waiting = new Promise<void>((resolve) => (goOn = resolve));
        const slow = async function* (): AsyncGenerator<Uint8Array, void> {
          yield text.subarray(0, 5);
          await waiting;
          yield text.subarray(5);
        };
        const adding = add({ bytes: slow() });
        const closing = store.close();
        await expect(add({ name: "late" })).rejects.toMatchObject({ reason: "closed" });
        goOn();
        const { artifact } = await adding;
        await closing;
        store = await reopen();
        expect(await list()).toEqual([artifact]);
        expect(await read(artifact)).toEqual(text);
      });
    });
  });
}
