/** Reads a request's body and decompresses it on the way. */
import type { IncomingMessage } from "node:http";
import type { Readable, Transform } from "node:stream";
import { createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { freeMemory } from "../free-memory.ts";
import { Problem } from "../http/problem.ts";
import type { Lease } from "./in-flight.ts";

const CHUNK_BYTES = 64 * 1024;

const DECOMPRESSORS: Readonly<Record<string, (() => Transform) | undefined>> = {
  identity: undefined,
  gzip: () => createGunzip({ chunkSize: CHUNK_BYTES }),
  deflate: () => createInflate({ chunkSize: CHUNK_BYTES }),
  zstd: () => createZstdDecompress({ chunkSize: CHUNK_BYTES }),
};

export interface BodyLimits {
  /** Of the body as sent, and of the body decompressed. */
  readonly maxBytes: number;
  /** Grows with what is held; the caller ends it. */
  readonly lease: Lease;
}

/**
 * The whole body, decompressed. Stops as soon as a limit is passed, so a body that unpacks to more than it may is
 * never held. The rest of a refused body is read and thrown away, as a client that still sends would miss the answer.
 *
 * @throws Problem `body_too_large`, `unsupported_content_encoding`, `malformed_body`, `aborted_body`, `too_many_requests`
 */
export async function readBody(
  request: IncomingMessage,
  { maxBytes, lease }: BodyLimits,
): Promise<Buffer<ArrayBuffer>> {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() || "identity";
  if (!Object.hasOwn(DECOMPRESSORS, encoding)) {
    throw new Problem(
      "unsupported_content_encoding",
      `content-encoding must be one of ${Object.keys(DECOMPRESSORS).join(", ")}`,
      { headers: { "accept-encoding": Object.keys(DECOMPRESSORS).join(", ") } },
    );
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const decompressor = DECOMPRESSORS[encoding]?.();
  try {
    return await collect(request, decompressor, { maxBytes, lease });
  } catch (error) {
    request.unpipe();
    decompressor?.destroy();
    request.resume();
    throw error;
  }
}

function collect(
  request: IncomingMessage,
  decompressor: Transform | undefined,
  limits: BodyLimits,
): Promise<Buffer<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer<ArrayBuffer>[] = [];
    let received = 0;
    let unpacked = 0;
    const source: Readable = decompressor === undefined ? request : request.pipe(decompressor);
    const take = (chunk: Buffer<ArrayBuffer>): void => {
      unpacked += chunk.length;
      try {
        if (unpacked > limits.maxBytes) throw tooLarge(limits.maxBytes);
        limits.lease.grow(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        // What was kept of a refused body is not put together when the rest has come.
        source.off("data", take).off("end", finish);
        reject(error);
      }
    };
    const finish = (): void => resolve(join(chunks, unpacked));
    source.on("data", take).once("end", finish);
    if (decompressor !== undefined) {
      request.on("data", (chunk: Buffer) => {
        received += chunk.length;
        if (received > limits.maxBytes) reject(tooLarge(limits.maxBytes));
      });
      decompressor.once("error", () => reject(new Problem("malformed_body", "the body does not decompress")));
    }
    const aborted = (): void => reject(new Problem("aborted_body", "the body was cut off"));
    if (request.destroyed && !request.complete) aborted();
    request.once("error", aborted);
    request.once("close", () => {
      if (!request.complete) aborted();
    });
  });
}

/** @param chunks are free from then on */
function join(chunks: readonly Buffer<ArrayBuffer>[], length: number): Buffer<ArrayBuffer> {
  if (chunks.length === 1) return chunks[0]!;
  const body = Buffer.concat(chunks, length);
  for (const chunk of chunks) freeMemory(chunk);
  return body;
}

function tooLarge(maxBytes: number): Problem {
  return new Problem("body_too_large", `the body is larger than ${maxBytes} bytes, before or after decompression`);
}
