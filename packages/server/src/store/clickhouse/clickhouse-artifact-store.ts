/** `ArtifactStore` on ClickHouse: every server can read what any server received. */
import { createHash, randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { toArtifactId } from "../artifact-id.ts";
import type { AddedArtifact, ArtifactStore, ByteRange, NewArtifact, StoredArtifact } from "../artifact-store.ts";
import { StoreError } from "../store-error.ts";
import { type ArtifactTable, CHUNK_BYTES } from "./artifact-table.ts";
import type { Projects } from "./projects.ts";
import { Turns } from "./turns.ts";

interface ReceivedBytes {
  readonly upload: string;
  readonly size: number;
  readonly sha256: string;
}

export class ClickhouseArtifactStore implements ArtifactStore {
  readonly #table: ArtifactTable;
  readonly #projects: Projects;
  readonly #adding: Set<Promise<AddedArtifact>> = new Set();
  readonly #reading: Set<Promise<void>> = new Set();
  readonly #turns: Turns = new Turns();
  #closed: boolean = false;

  constructor(table: ArtifactTable, projects: Projects) {
    this.#table = table;
    this.#projects = projects;
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

  listArtifacts(projectId: string, sessionId: string): Promise<readonly StoredArtifact[]> {
    return this.#table.list(projectId, sessionId);
  }

  async findArtifact(projectId: string, sessionId: string, artifactId: string): Promise<StoredArtifact | undefined> {
    return (await this.#table.find(projectId, sessionId, artifactId))?.artifact;
  }

  async readArtifact(projectId: string, { sessionId, id, size }: StoredArtifact, range?: ByteRange): Promise<Readable> {
    const kept = await this.#table.find(projectId, sessionId, id);
    if (kept === undefined) throw new StoreError("unavailable", "the artifact is no longer there");
    const { first, last } = range ?? { first: 0, last: size - 1 };
    const stream = Readable.from(this.#bytes(kept.upload, first, last), { objectMode: false });
    const read = finished(stream).catch(() => undefined);
    this.#reading.add(read);
    void read.then(() => this.#reading.delete(read));
    return stream;
  }

  /** Resolves when all streams that were given are read or destroyed. */
  async untilRead(): Promise<void> {
    await Promise.all(this.#reading);
  }

  /** Resolves when the artifacts that are arriving have arrived or failed; others are refused from now on. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#adding);
  }

  async #add(arriving: NewArtifact): Promise<AddedArtifact> {
    const { projectId, sessionId, name, contentType, receivedAtMs } = arriving;
    if (!(await this.#projects.has(projectId))) throw new Error("the project does not exist");
    const { upload, size, sha256 } = await this.#receive(arriving);
    const id = toArtifactId({ sha256, name, contentType });
    const artifact = { id, sessionId, name, contentType, size, sha256, createdAtMs: receivedAtMs };
    // One after the other, so that the same artifact that arrives twice at once is found by the second.
    return this.#turns.take(async () => {
      const known = await this.#table.find(projectId, sessionId, id);
      if (known === undefined) await this.#table.add(projectId, { artifact, upload });
      // Another server may have added it in the same moment.
      const kept = known ?? (await this.#table.find(projectId, sessionId, id))!;
      if (kept.upload !== upload) await this.#table.removeUpload(upload);
      return { artifact: kept.artifact, created: kept.upload === upload };
    });
  }

  async #receive({ bytes, receivedAtMs }: NewArtifact): Promise<ReceivedBytes> {
    const upload = randomUUID();
    const hash = createHash("sha256");
    let size = 0;
    let number = 0;
    try {
      for await (const chunk of inChunks(bytes)) {
        hash.update(chunk);
        size += chunk.length;
        await this.#table.addChunk(upload, number++, chunk, receivedAtMs);
      }
      return { upload, size, sha256: hash.digest("hex") };
    } catch (error) {
      // What cannot be removed now belongs to no artifact, and is removed later.
      await this.#table.removeUpload(upload).catch(() => undefined);
      throw error;
    }
  }

  async *#bytes(upload: string, first: number, last: number): AsyncGenerator<Buffer, void, void> {
    for (let at = first; at <= last;) {
      const number = Math.floor(at / CHUNK_BYTES);
      const chunk = await this.#table.readChunk(upload, number);
      const from = at - number * CHUNK_BYTES;
      const piece = chunk?.subarray(from, Math.min(CHUNK_BYTES, from + last - at + 1));
      if (piece === undefined || piece.length === 0) {
        throw new StoreError("unavailable", "the bytes of the artifact are not there");
      }
      yield piece;
      at += piece.length;
    }
  }
}

/** Each of `CHUNK_BYTES` but for the last. */
async function* inChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let gathered: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    for (let at = 0; at < piece.length;) {
      const part = piece.subarray(at, at + CHUNK_BYTES - size);
      // Whoever gives the bytes may use the memory again.
      gathered.push(Uint8Array.from(part));
      size += part.length;
      at += part.length;
      if (size < CHUNK_BYTES) continue;
      yield Buffer.concat(gathered);
      gathered = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(gathered);
}
