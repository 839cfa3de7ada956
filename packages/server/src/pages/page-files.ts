/** The files of the dashboard, read once: they are few and small. */
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Best first. Browsers take `br` over TLS and on this machine only. */
export const ENCODINGS = ["br", "gzip"] as const;
export type Encoding = (typeof ENCODINGS)[number];

export interface PageFile {
  readonly mediaType: string;
  readonly bytes: Buffer;
  /** Its content can never change: its name has a hash of it. */
  readonly isImmutable: boolean;
  /** Made when it is first asked for. */
  compressed(encoding: Encoding): Buffer;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** On a text of the size of ours this takes some ten milliseconds, and gives away a few per cent of size. */
const QUALITY = 6;

const COMPRESS: Readonly<Record<Encoding, (bytes: Buffer) => Buffer>> = {
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }),
  gzip: (bytes) => gzipSync(bytes, { level: QUALITY }),
};

/** By path relative to the folder, with `/`. Empty when the dashboard has not been built. */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const entry of listFiles(folder)) {
    const mediaType = MEDIA_TYPES[extname(entry)];
    if (mediaType === undefined) continue;
    const path = entry.replaceAll(sep, "/");
    files.set(path, createPageFile(mediaType, readFileSync(join(folder, entry)), path.startsWith("assets/")));
  }
  return files;
}

export function createPageFile(mediaType: string, bytes: Buffer, isImmutable: boolean): PageFile {
  const compressed: Partial<Record<Encoding, Buffer>> = {};
  return {
    mediaType,
    bytes,
    isImmutable,
    compressed: (encoding) => (compressed[encoding] ??= COMPRESS[encoding](bytes)),
  };
}

function listFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
}
