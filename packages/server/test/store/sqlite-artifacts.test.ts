/** Artifacts of the SQLite store: the contract of every store, and what only files beside a database can do. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import type { AddedArtifact, StoredArtifact } from "../../src/store/artifact-store.ts";
import { openSqliteKeyStore, openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { newSessionId, spanOf } from "../spans.ts";
import { describeArtifactStore, inChunks } from "./describe-artifact-store.ts";

const folder = mkdtempSync(join(tmpdir(), "rootspan-artifacts-"));
let files = 0;
let path = "";
let store: Store;

afterAll(() => rmSync(folder, { recursive: true }));

function open(): Promise<Store> {
  files += 1;
  path = join(folder, `${files}.db`);
  return reopen();
}

async function reopen(): Promise<Store> {
  store = await openSqliteStore({ path });
  return store;
}

describeArtifactStore("sqlite", { open, reopen });

const session = newSessionId();
const text = Buffer.from("what the agent saw");

async function add(bytes: AsyncIterable<Uint8Array> = inChunks(text)): Promise<AddedArtifact> {
  return store.artifacts.addArtifact({
    projectId: (await store.keys.defaultProject()).id,
    sessionId: session,
    name: "run.webm",
    contentType: "video/webm",
    receivedAtMs: 5,
    bytes,
  });
}

const list = async (): Promise<readonly StoredArtifact[]> =>
  store.artifacts.listArtifacts((await store.keys.defaultProject()).id, session);

const read = async (artifact: StoredArtifact): Promise<Buffer> =>
  buffer(await store.artifacts.readArtifact((await store.keys.defaultProject()).id, artifact));

/** Paths of all files of the artifacts' folder, relative to it. */
function filesOf(place = `${path}.artifacts`): readonly string[] {
  if (!existsSync(place)) return [];
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(place.length));
}

/** Has the database refuse something, as a full disk does. */
function refuse(event: "INSERT" | "UPDATE"): () => void {
  const disk = new DatabaseSync(path);
  disk.exec(`CREATE TRIGGER full BEFORE ${event} ON artifacts BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
  return () => {
    disk.exec("DROP TRIGGER full");
    disk.close();
  };
}

describe("the folder of the artifacts", () => {
  beforeEach(async () => void (await open()));
  afterEach(() => store.close());

  it("is there once there are some, with a folder for each session", async () => {
    await store.sessions.append({
      projectId: (await store.keys.defaultProject()).id,
      spans: [spanOf(session)],
      receivedAtMs: 1,
    });
    expect(existsSync(`${path}.artifacts`)).toBe(false);
    const { artifact } = await add();
    expect(filesOf()).toEqual([`/${(await store.keys.defaultProject()).id}/${session}/${artifact.id}`]);
  });

  it("has nothing of what broke off", async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array, void> {
      yield text;
      expect(filesOf()).toHaveLength(1);
      throw new Error("gone");
    };
    await expect(add(broken())).rejects.toThrow("gone");
    expect(filesOf()).toEqual([]);
  });

  it("is the same by whatever name the store is opened", async () => {
    const { artifact } = await add();
    await store.close();
    const link = join(folder, "link.db");
    symlinkSync(path, link);
    store = await openSqliteStore({ path: link });
    expect(await read(artifact)).toEqual(text);
    expect(existsSync(`${link}.artifacts`)).toBe(false);
  });
});

describe("what a process leaves that is ended while artifacts arrive", () => {
  beforeEach(async () => void (await open()));
  afterEach(() => store.close());

  it("is removed at the next start, be it half there or not yet confirmed; the rest stays", async () => {
    const { artifact: kept } = await add();
    const { artifact: unconfirmed } = await add(inChunks(Buffer.from("other")));
    await store.close();
    const disk = new DatabaseSync(path);
    disk.prepare("UPDATE artifacts SET stored = 0 WHERE artifact_id = ?").run(unconfirmed.id);
    disk.close();
    writeFileSync(join(`${path}.artifacts`, "incoming", "half"), "half");
    expect(filesOf()).toHaveLength(3);
    await reopen();
    expect(filesOf().map((file) => file.split("/").at(-1))).toEqual([kept.id]);
    expect(await list()).toEqual([kept]);
    expect(await read(kept)).toEqual(text);
    expect((await add(inChunks(Buffer.from("other")))).created).toBe(true);
  });

  it("is left alone by the command line, beside a server in which they arrive", async () => {
    const observed = async function* (): AsyncGenerator<Uint8Array, void> {
      yield text;
      openSqliteKeyStore(path).close();
    };
    const { artifact } = await add(observed());
    expect(await read(artifact)).toEqual(text);
  });
});

describe("an artifact", () => {
  beforeEach(async () => void (await open()));
  afterEach(() => store.close());

  it.each(["INSERT", "UPDATE"] as const)(
    "that the database refuses at its %s leaves nothing, and is taken when it is sent again",
    async (event) => {
      const accept = refuse(event);
      await expect(add()).rejects.toMatchObject({ reason: "unavailable" });
      expect(filesOf()).toEqual([]);
      expect(await list()).toEqual([]);
      accept();
      const { artifact, created } = await add();
      expect(created).toBe(true);
      expect(await read(artifact)).toEqual(text);
    },
  );

  it("that the disk refuses is told so, without a path", async () => {
    writeFileSync(`${path}.artifacts`, "no folder");
    const refused = await add().catch((error: unknown) => error);
    expect(refused).toMatchObject({
      reason: "unavailable",
      message: expect.stringMatching(/^the store cannot write: /),
    });
    expect((refused as Error).message).not.toContain(folder);
    expect(await list()).toEqual([]);
    rmSync(`${path}.artifacts`);
    expect((await add()).created).toBe(true);
  });

  it("whose file cannot take its place is refused, and is taken when it can", async () => {
    const projectFolder = join(`${path}.artifacts`, (await store.keys.defaultProject()).id);
    mkdirSync(`${path}.artifacts`);
    writeFileSync(projectFolder, "no folder");
    await expect(add()).rejects.toMatchObject({ reason: "unavailable" });
    expect(filesOf()).toHaveLength(1);
    expect(await list()).toEqual([]);
    rmSync(projectFolder);
    expect((await add()).created).toBe(true);
    expect(filesOf()).toHaveLength(1);
  });

  it("whose file is lost or damaged is not given out, and comes back when it is sent again", async () => {
    const { artifact } = await add();
    const file = join(`${path}.artifacts`, filesOf()[0]!);
    truncateSync(file, 3);
    await expect(read(artifact)).rejects.toMatchObject({
      reason: "unavailable",
      message: "the artifact is damaged: its file has 3 bytes instead of 18",
    });
    rmSync(file);
    await expect(read(artifact)).rejects.toMatchObject({
      reason: "unavailable",
      message: "the store cannot read: no such file or directory",
    });
    expect(await add()).toEqual({ artifact, created: false });
    expect(await read(artifact)).toEqual(text);
  });
});

it("a store that the version before wrote opens, with all that is in it, and takes artifacts", async () => {
  path = join(folder, "version-1.db");
  writeFileSync(path, gunzipSync(readFileSync(join(__dirname, "../fixtures/version-1.db.gz"))));
  const before = new DatabaseSync(path);
  expect(before.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
  before.close();
  await reopen();
  const projectId = (await store.keys.defaultProject()).id;
  const { session: old, spans } = (await store.sessions.readSession(
    projectId,
    "019ab000-0000-7000-8000-000000000001",
  ))!;
  expect(spans.map(({ name }) => name).sort()).toEqual(["chat", "session"]);
  expect(old.tally.calls.calls).toBe(1);
  expect((await store.keys.listKeys()).map(({ project }) => project.name)).toEqual(["acme"]);
  const { artifact } = await add();
  await store.close();
  await reopen();
  expect(await list()).toEqual([artifact]);
  await store.close();
});
