/** `ArtifactStore` on SQLite and a folder: rows say what there is, files hold the bytes. */
import type { Readable } from "node:stream";
import { toArtifactId } from "../artifact-id.ts";
import type { AddedArtifact, ArtifactStore, ByteRange, NewArtifact, StoredArtifact } from "../artifact-store.ts";
import { StoreError } from "../store-error.ts";
import type { ArtifactFolder, ArtifactPlace, ReceivedFile } from "./artifact-folder.ts";
import type { StoreReads } from "./read/store-reads.ts";
import type { Calls } from "./thread/calls.ts";
import type { StoreWrites } from "./write/store-writes.ts";

export interface OpenArtifactStore extends ArtifactStore {
  /** Removes the files of sessions that were removed. @throws StoreError `unavailable` */
  removeGoing(): Promise<void>;
  /** Resolves when the artifacts that are arriving have arrived or failed; others are refused from now on. */
  close(): Promise<void>;
}

export interface ArtifactStoreSettings {
  readonly reads: Calls<StoreReads>;
  readonly writes: Calls<StoreWrites>;
  readonly folder: ArtifactFolder;
}

/** Removes first what a process left that was ended while artifacts arrived or went. @throws StoreError `unavailable` */
export async function openArtifactStore(settings: ArtifactStoreSettings): Promise<OpenArtifactStore> {
  settings.folder.removeIncoming();
  const store = new SqliteArtifactStore(settings);
  await store.removeHidden(true);
  return store;
}

class SqliteArtifactStore implements OpenArtifactStore {
  readonly #reads: Calls<StoreReads>;
  readonly #writes: Calls<StoreWrites>;
  readonly #folder: ArtifactFolder;
  readonly #adding: Set<Promise<AddedArtifact>> = new Set();
  #lastTurn: Promise<unknown> = Promise.resolve();
  #closed: boolean = false;

  constructor({ reads, writes, folder }: ArtifactStoreSettings) {
    this.#reads = reads;
    this.#writes = writes;
    this.#folder = folder;
  }

  async addArtifact(artifact: NewArtifact): Promise<AddedArtifact> {
    if (this.#closed) throw new StoreError("closed", "the store is closing");
    const adding = this.#add(artifact);
    this.#adding.add(adding);
    try {
      return await adding;
    } finally {
      this.#adding.delete(adding);
    }
  }

  async listArtifacts(projectId: string, sessionId: string): Promise<readonly StoredArtifact[]> {
    return this.#reads.call("listArtifacts", projectId, sessionId);
  }

  async findArtifact(projectId: string, sessionId: string, artifactId: string): Promise<StoredArtifact | undefined> {
    return this.#reads.call("findArtifact", { projectId, sessionId, artifactId });
  }

  readArtifact(projectId: string, { sessionId, id, size }: StoredArtifact, range?: ByteRange): Promise<Readable> {
    return this.#folder.read({ projectId, sessionId, artifactId: id }, size, range);
  }

  removeGoing(): Promise<void> {
    return this.#inTurn(() => this.removeHidden(false));
  }

  /** @param arriving also those that arrive, which is right only while none can */
  async removeHidden(arriving: boolean): Promise<void> {
    for (const place of await this.#reads.call("listHiddenArtifacts", arriving)) await this.#remove(place);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#adding);
  }

  async #add(artifact: NewArtifact): Promise<AddedArtifact> {
    if (!(await this.#reads.call("hasProject", artifact.projectId))) throw new Error("the project does not exist");
    const file = await this.#folder.receive(artifact.bytes);
    try {
      return await this.#inTurn(() => this.#keep(artifact, file));
    } finally {
      await this.#folder.discard(file);
    }
  }

  /** One after the other, so that the same artifact that arrives twice at once is found by the second. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(work);
    this.#lastTurn = turn.catch(() => undefined);
    return turn;
  }

  async #keep(arrived: NewArtifact, file: ReceivedFile): Promise<AddedArtifact> {
    const { projectId, sessionId, name, contentType, receivedAtMs } = arrived;
    const { size, sha256 } = file;
    const id = toArtifactId({ sha256, name, contentType });
    const place: ArtifactPlace = { projectId, sessionId, artifactId: id };
    const known = await this.#reads.call("findArtifact", place);
    if (known !== undefined) {
      // A file that was lost, as from a backup of the database alone, comes back when it is sent again.
      if (!(await this.#folder.has(place, size))) await this.#folder.keep(file, place);
      return { artifact: known, created: false };
    }
    const artifact = { id, sessionId, name, contentType, size, sha256, createdAtMs: receivedAtMs };
    await this.#writes.call("announceArtifact", projectId, artifact);
    try {
      await this.#folder.keep(file, place);
      await this.#writes.call("confirmArtifact", place);
    } catch (error) {
      await this.#takeBack(place);
      throw error;
    }
    return { artifact, created: true };
  }

  /** What cannot be taken back now is not shown, and is removed when the store is opened again. */
  async #takeBack(place: ArtifactPlace): Promise<void> {
    try {
      await this.#remove(place);
    } catch {
      // The fault that led here is the one to tell.
    }
  }

  async #remove(place: ArtifactPlace): Promise<void> {
    this.#folder.remove(place);
    await this.#writes.call("removeArtifact", place);
  }
}
