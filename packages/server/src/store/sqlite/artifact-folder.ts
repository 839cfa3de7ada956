/**
 * The bytes of artifacts, beside the database: SQLite in Node.js reads and writes a blob only as a whole.
 *
 *   rootspan.db.artifacts/incoming/RANDOM             what is arriving
 *   rootspan.db.artifacts/PROJECT/SESSION/ARTIFACT    what is kept
 *
 * A project's or a session's files are one folder, so that removing them is one removal.
 */
import { createHash, randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { parseSessionId } from "@rootspan/model";
import type { ByteRange } from "../artifact-store.ts";
import { StoreError } from "../store-error.ts";
import { toStoreError } from "./to-store-error.ts";

export interface ArtifactPlace {
  /** A UUID. */
  readonly projectId: string;
  readonly sessionId: string;
  /** Hex digits. */
  readonly artifactId: string;
}

export interface ReceivedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Hex digits. */
  readonly sha256: string;
}

/** @throws StoreError `unavailable` from every method, when the disk refuses */
export class ArtifactFolder {
  readonly #root: string;
  readonly #incoming: string;

  /** The folder is made when the first artifact arrives. */
  constructor(root: string) {
    this.#root = root;
    this.#incoming = join(root, "incoming");
  }

  /** Removes what was arriving when the process ended. */
  removeIncoming(): void {
    atOnce(() => rmSync(this.#incoming, { recursive: true, force: true }));
  }

  /** The file is on the disk when it resolves; there is none when it rejects. @throws whatever `bytes` throws */
  async receive(bytes: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
    const path = join(this.#incoming, randomUUID());
    try {
      await onDisk(mkdir(this.#incoming, { recursive: true }));
      const file = await onDisk(open(path, "wx"));
      try {
        return { path, ...(await write(file, bytes)) };
      } finally {
        await onDisk(file.close());
      }
    } catch (error) {
      await this.discard({ path });
      throw error;
    }
  }

  /** Does nothing for a file that was kept. */
  async discard({ path }: Pick<ReceivedFile, "path">): Promise<void> {
    // What cannot be removed now is removed when the store is opened again.
    await rm(path, { force: true }).catch(() => undefined);
  }

  /** The file is in its place, and the disk knows that, when it resolves. */
  async keep({ path }: ReceivedFile, place: ArtifactPlace): Promise<void> {
    const target = this.#pathOf(place);
    const folder = dirname(target);
    await onDisk(mkdir(folder, { recursive: true }));
    await onDisk(rename(path, target));
    // All of them each time: one that exists may have been made by a process that was ended before it did this.
    for (const changed of [folder, dirname(folder), this.#root, dirname(this.#root)]) await onDisk(syncFolder(changed));
  }

  /** Whether there is a file of this size. */
  async has(place: ArtifactPlace, size: number): Promise<boolean> {
    const found = await stat(this.#pathOf(place)).catch(() => undefined);
    return found?.size === size;
  }

  /** Also when there is none. */
  remove(place: ArtifactPlace): void {
    atOnce(() => rmSync(this.#pathOf(place), { force: true }));
  }

  /** @param size what the file must have */
  async read(place: ArtifactPlace, size: number, range: ByteRange | undefined): Promise<Readable> {
    const file = await onDisk(open(this.#pathOf(place), "r"), "read");
    const found = (await file.stat()).size;
    if (found !== size) {
      await file.close();
      throw new StoreError("unavailable", `the artifact is damaged: its file has ${found} bytes instead of ${size}`);
    }
    return file.createReadStream(range === undefined ? {} : { start: range.first, end: range.last });
  }

  #pathOf({ projectId, sessionId, artifactId }: ArtifactPlace): string {
    return join(this.#root, projectId, toFolderName(sessionId), artifactId);
  }
}

/** Other emitters' sessions may have names that no folder can have. */
function toFolderName(sessionId: string): string {
  return parseSessionId(sessionId) ?? createHash("sha256").update(sessionId).digest("hex");
}

async function write(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<Omit<ReceivedFile, "path">> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of bytes) {
    hash.update(chunk);
    size += chunk.length;
    await onDisk(file.appendFile(chunk));
  }
  await onDisk(file.sync());
  return { size, sha256: hash.digest("hex") };
}

/** A file's name is durable once its folder is. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function onDisk<T>(work: Promise<T>, doing: "write" | "read" = "write"): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toStoreError(error, doing);
  }
}

function atOnce(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw toStoreError(error);
  }
}
