/**
 * What only a reader of a span wants (attributes, events, links, resource, scope), for some spans of one session as
 * one compressed text. Spans of a session repeat each other, so together they take a third of what each alone takes.
 */
import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { SpanRecord } from "@rootspan/model";
import { mark, MARK_IN_JSON, unmark } from "../value-json.ts";

/** Text of a chunk after which the next one begins: reading a single span unpacks no more than about this. */
const CHUNK_CHARACTERS = 512 * 1024;

/** Compressing has a price of its own, so that a shorter text is not worth it. */
const MIN_COMPRESSED_CHARACTERS = 16 * 1024;

const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** What a span's row does not have. */
export type SpanRest = Omit<
  SpanRecord,
  "traceId" | "spanId" | "parentSpanId" | "name" | "startTimeUnixNano" | "endTimeUnixNano"
>;

/** As in JSON: resource and scope are indexes into lists that the chunk's spans share. */
interface StoredSpan extends Omit<SpanRest, "resource" | "scope" | "events" | "links"> {
  readonly resource: number;
  readonly scope: number;
  readonly events?: SpanRecord["events"];
  readonly links?: SpanRecord["links"];
}

interface StoredChunk {
  readonly resources: readonly SpanRecord["resource"][];
  readonly scopes: readonly SpanRecord["scope"][];
  readonly spans: readonly StoredSpan[];
}

/** One text that many spans share. The same text is the same object, also once it was sent to another thread. */
export interface SharedText {
  readonly text: string;
}

/** A span's part of a chunk. */
export interface SpanTexts {
  /** What the span does not share, as JSON without the brace that opens it. */
  readonly text: string;
  readonly resource: SharedText;
  readonly scope: SharedText;
}

export function toSpanTexts(span: SpanRecord): SpanTexts {
  const own = {
    kind: span.kind,
    status: span.status,
    attributes: span.attributes,
    events: span.events.length === 0 ? undefined : span.events,
    links: span.links.length === 0 ? undefined : span.links,
    translation: span.translation,
    traceState: span.traceState,
    flags: span.flags,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
  return {
    text: JSON.stringify(mark(own)).slice(1),
    resource: toSharedText(span.resource),
    scope: toSharedText(span.scope),
  };
}

/** Gathers spans; `size` before an `add` is the span's position in the chunk. */
export class SpanChunk {
  readonly id: number;
  size: number = 0;
  readonly #spans: string[] = [];
  readonly #resources: TextList = new TextList();
  readonly #scopes: TextList = new TextList();
  #characters: number = 0;

  constructor(id: number) {
    this.id = id;
  }

  get isFull(): boolean {
    return this.#characters >= CHUNK_CHARACTERS;
  }

  add({ text, resource, scope }: SpanTexts): void {
    this.#spans.push(`{"resource":${this.#resources.indexOf(resource)},"scope":${this.#scopes.indexOf(scope)},${text}`);
    this.#characters += text.length;
    this.size++;
  }

  toBytes(): Uint8Array {
    const list = (texts: readonly string[]): string => `[${texts.join(",")}]`;
    const text = `{"resources":${list(this.#resources.texts)},"scopes":${list(this.#scopes.texts)},"spans":${list(this.#spans)}}`;
    return text.length < MIN_COMPRESSED_CHARACTERS ? Buffer.from(text) : zstdCompressSync(text, COMPRESSION);
  }
}

/** The spans of a chunk in the order in which they were added. */
export function readChunk(bytes: Uint8Array): readonly SpanRest[] {
  return parseChunk(chunkText(bytes));
}

/** The text of a chunk, in UTF-8. */
export function chunkText(bytes: Uint8Array): Uint8Array {
  return isCompressed(bytes) ? zstdDecompressSync(bytes) : bytes;
}

export function parseChunk(utf8: Uint8Array): readonly SpanRest[] {
  const text = Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength).toString("utf8");
  const parsed: unknown = JSON.parse(text);
  const { resources, scopes, spans } = (text.includes(MARK_IN_JSON) ? unmark(parsed) : parsed) as StoredChunk;
  return spans.map(({ resource, scope, events = [], links = [], ...rest }) => ({
    ...rest,
    resource: resources[resource]!,
    scope: scopes[scope]!,
    events,
    links,
  }));
}

/** A chunk that is not compressed begins as JSON does. */
function isCompressed(bytes: Uint8Array): boolean {
  return bytes[0] !== 0x7b;
}

/** Resources and scopes are shared by the spans of a request, whatever sessions those are of. */
const sharedTexts = new WeakMap<object, SharedText>();

function toSharedText(shared: object): SharedText {
  let known = sharedTexts.get(shared);
  if (known === undefined) sharedTexts.set(shared, (known = { text: JSON.stringify(mark(shared)) }));
  return known;
}

/** Texts that many spans of a chunk refer to, each once. */
class TextList {
  readonly texts: string[] = [];
  readonly #indexes: Map<SharedText, number> = new Map();

  indexOf(shared: SharedText): number {
    const known = this.#indexes.get(shared);
    if (known !== undefined) return known;
    const index = this.texts.push(shared.text) - 1;
    this.#indexes.set(shared, index);
    return index;
  }
}
