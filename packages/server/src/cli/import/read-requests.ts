/** Reads OTLP out of files, whatever form it has there, as bodies of requests. */
import { createReadStream, type ReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { CommandError } from "../command-error.ts";

export interface ReadRequest {
  readonly contentType: "application/json" | "application/x-protobuf";
  readonly body: Buffer;
  /** How many bytes of the file were read until here. */
  readonly readBytes: number;
}

/** What could not be read of a file; reading goes on. */
export type TellFault = (message: string) => void;

/** Lines are put together up to this size, as a request costs a write to the disk. */
const REQUEST_BYTES = 2 * 1024 * 1024;
/** A file that is one JSON text is held whole. */
const MAX_WHOLE_BYTES = 256 * 1024 * 1024;

interface TraceRequest {
  readonly resourceSpans: readonly unknown[];
}

const PROTOBUF_FILE = /\.(?:pb|binpb)(?:\.gz|\.zst)?$/i;
const LINES_FILE = /\.(?:jsonl|ndjson|refused)(?:\.gz|\.zst)?$/i;

/**
 * Forms: OTLP/JSON lines, as journals, exports and a collector's file exporter have them; one OTLP/JSON text, or a list
 * of them; protobuf, by the file's name (`.pb`, `.binpb`). Each may be compressed (`.gz`, `.zst`).
 * @throws CommandError
 */
export async function* readRequests(path: string, tell: TellFault): AsyncGenerator<ReadRequest> {
  try {
    if (PROTOBUF_FILE.test(path)) {
      const { body, readBytes } = await readWhole(path);
      yield { contentType: "application/x-protobuf", body, readBytes };
    } else if (LINES_FILE.test(path) || (await startsWithRequest(path))) {
      yield* readLines(path, tell);
    } else {
      const { body, readBytes } = await readWhole(path);
      for (const request of readText(body.toString(), path)) yield { ...toRequest([request]), readBytes };
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, message } = error as { readonly code?: string; readonly message?: string };
    throw new CommandError(`cannot read ${path}: ${code ?? message ?? "unknown"}`);
  }
}

interface OpenFile {
  readonly content: Readable;
  readonly file: ReadStream;
}

function openFile(path: string): OpenFile {
  const file = createReadStream(path);
  const decompressor = /\.gz$/i.test(path) ? createGunzip() : /\.zst$/i.test(path) ? createZstdDecompress() : undefined;
  if (decompressor === undefined) return { content: file, file };
  file.once("error", (error) => decompressor.destroy(error));
  return { content: file.pipe(decompressor), file };
}

async function* readLines(path: string, tell: TellFault): AsyncGenerator<ReadRequest> {
  const { content, file } = openFile(path);
  let waiting: TraceRequest[] = [];
  let waitingBytes = 0;
  let number = 0;
  try {
    for await (const line of linesOf(content)) {
      number += 1;
      if (line.trim() === "") continue;
      const request = parseRequest(line);
      if (typeof request === "string") {
        tell(`${path}, line ${number}: ${request}`);
        continue;
      }
      waiting.push(request);
      waitingBytes += line.length;
      if (waitingBytes < REQUEST_BYTES) continue;
      yield { ...toRequest(waiting), readBytes: file.bytesRead };
      waiting = [];
      waitingBytes = 0;
    }
    if (waiting.length > 0) yield { ...toRequest(waiting), readBytes: file.bytesRead };
  } finally {
    content.destroy();
    file.destroy();
  }
}

/** Readline tells nobody of a stream that breaks. */
async function* linesOf(content: Readable): AsyncGenerator<string> {
  let fault: unknown;
  content.once("error", (error) => (fault = error));
  yield* createInterface({ input: content, crlfDelay: Infinity });
  if (fault !== undefined) throw fault;
}

/** Whether the first line is a request of its own. */
async function startsWithRequest(path: string): Promise<boolean> {
  const { content, file } = openFile(path);
  try {
    for await (const line of linesOf(content)) return typeof parseRequest(line) !== "string";
    return false;
  } finally {
    content.destroy();
    file.destroy();
  }
}

async function readWhole(path: string): Promise<{ readonly body: Buffer; readonly readBytes: number }> {
  const { content, file } = openFile(path);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_WHOLE_BYTES) {
      file.destroy();
      throw new CommandError(`${path} is one text of more than ${MAX_WHOLE_BYTES} bytes: make lines of it`);
    }
    chunks.push(chunk);
  }
  return { body: Buffer.concat(chunks, size), readBytes: file.bytesRead };
}

/** @throws CommandError */
function readText(text: string, path: string): readonly TraceRequest[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${path} is neither OTLP/JSON nor lines of it: ${(error as Error).message}`);
  }
  const requests = [parsed].flat();
  const bad = requests.find((request) => !isTraceRequest(request));
  if (bad !== undefined) throw new CommandError(`${path} holds no spans: an object with resourceSpans is expected`);
  return requests as readonly TraceRequest[];
}

/** What is wrong with the line, where it is no request. */
function parseRequest(line: string): TraceRequest | string {
  try {
    const request: unknown = JSON.parse(line);
    return isTraceRequest(request) ? request : "holds no spans";
  } catch {
    return "is not JSON; it may be cut off";
  }
}

function isTraceRequest(value: unknown): value is TraceRequest {
  return Array.isArray((value as TraceRequest | null)?.resourceSpans);
}

function toRequest(requests: readonly TraceRequest[]): Omit<ReadRequest, "readBytes"> {
  const resourceSpans = requests.flatMap((request) => request.resourceSpans);
  return { contentType: "application/json", body: Buffer.from(JSON.stringify({ resourceSpans })) };
}
