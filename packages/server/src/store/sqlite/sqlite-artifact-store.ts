/** `ArtifactStore` on SQLite and a folder: rows say what there is, files hold the bytes. */
import type { Readable } from "node:stream";
import { toArtifactId } from "../artifact-id.ts";
import type { AddedArtifact, ArtifactStore, ByteRange, NewArtifact, StoredArtifact } from "../artifact-store.ts";
import { StoreError } from "../store-error.ts";
import type { ArtifactFolder, ArtifactPlace, ReceivedFile } from "./artifact-folder.ts";
import type { ArtifactRows } from "./artifact-rows.ts";

export interface OpenArtifactStore extends ArtifactStore {
  /** Resolves when the artifacts that are arriving have arrived or failed; others are refused from now on. */
  close(): Promise<void>;
}

/** Removes first what a process left that was ended while artifacts arrived. @throws StoreError `unavailable` */
export function openArtifactStore(rows: ArtifactRows, folder: ArtifactFolder): OpenArtifactStore {
  folder.removeIncoming();
  for (const place of rows.listUnconfirmed()) {
    folder.remove(place);
    rows.remove(place);
  }
  return new SqliteArtifactStore(rows, folder);
}

class SqliteArtifactStore implements OpenArtifactStore {
  readonly #rows: ArtifactRows;
  readonly #folder: ArtifactFolder;
  readonly #adding: Set<Promise<AddedArtifact>> = new Set();
  #lastTurn: Promise<unknown> = Promise.resolve();
  #closed: boolean = false;

  constructor(rows: ArtifactRows, folder: ArtifactFolder) {
    this.#rows = rows;
    this.#folder = folder;
  }

  async addArtifact(artifact: NewArtifact): Promise<AddedArtifact> {
    if (this.#closed) throw new StoreError("closed", "the store is closing");
    if (!this.#rows.hasProject(artifact.projectId)) throw new Error("the project does not exist");
    const adding = this.#add(artifact);
    this.#adding.add(adding);
    try {
      return await adding;
    } finally {
      this.#adding.delete(adding);
    }
  }

  async listArtifacts(projectId: string, sessionId: string): Promise<readonly StoredArtifact[]> {
    return this.#rows.list(projectId, sessionId);
  }

  async findArtifact(projectId: string, sessionId: string, artifactId: string): Promise<StoredArtifact | undefined> {
    return this.#rows.find({ projectId, sessionId, artifactId });
  }

  readArtifact(projectId: string, { sessionId, id, size }: StoredArtifact, range?: ByteRange): Promise<Readable> {
    return this.#folder.read({ projectId, sessionId, artifactId: id }, size, range);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#adding);
  }

  async #add(artifact: NewArtifact): Promise<AddedArtifact> {
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
    const known = this.#rows.find(place);
    if (known !== undefined) {
      // A file that was lost, as from a backup of the database alone, comes back when it is sent again.
      if (!(await this.#folder.has(place, size))) await this.#folder.keep(file, place);
      return { artifact: known, created: false };
    }
    const artifact = { id, sessionId, name, contentType, size, sha256, createdAtMs: receivedAtMs };
    this.#rows.announce(projectId, artifact);
    try {
      await this.#folder.keep(file, place);
      this.#rows.confirm(place);
    } catch (error) {
      this.#takeBack(place);
      throw error;
    }
    return { artifact, created: true };
  }

  /** What cannot be taken back now is not shown, and is removed when the store is opened again. */
  #takeBack(place: ArtifactPlace): void {
    try {
      this.#folder.remove(place);
      this.#rows.remove(place);
    } catch {
      // The fault that led here is the one to tell.
    }
  }
}
