/** Spans as JSON, for those that did not come as OTLP/protobuf or have changed since. */
import type { SpanRecord } from "@rootspan/model";
import type { SpanRest } from "../../span-rest.ts";
import { mark, readMarked } from "../../value-json.ts";
import type { ContentWriter } from "./content-writer.ts";

/** As in JSON: resource and scope are indexes into lists that the spans share. */
interface StoredSpan extends Omit<SpanRest, "resource" | "scope" | "events" | "links"> {
  readonly resource: number;
  readonly scope: number;
  readonly events?: SpanRecord["events"];
  readonly links?: SpanRecord["links"];
}

interface StoredSpans {
  readonly resources: readonly SpanRecord["resource"][];
  readonly scopes: readonly SpanRecord["scope"][];
  readonly spans: readonly StoredSpan[];
}

export class JsonContent implements ContentWriter {
  size: number = 0;
  readonly #spans: string[] = [];
  readonly #resources: IndexedSet<object> = new IndexedSet();
  readonly #scopes: IndexedSet<object> = new IndexedSet();

  add(span: SpanRecord): void {
    const { traceId: _trace, spanId: _span, parentSpanId: _parent, name: _name, ...rest } = span;
    const { startTimeUnixNano: _start, endTimeUnixNano: _end, events, links, ...own } = rest;
    const stored = {
      ...own,
      resource: this.#resources.indexOf(span.resource),
      scope: this.#scopes.indexOf(span.scope),
      events: events.length === 0 ? undefined : events,
      links: links.length === 0 ? undefined : links,
    };
    const text = JSON.stringify(mark(stored));
    this.#spans.push(text);
    this.size += text.length;
  }

  finish(): Uint8Array<ArrayBuffer> {
    const shared = (items: Iterable<object>): string => JSON.stringify(mark([...items]));
    const resources = shared(this.#resources.items);
    return new TextEncoder().encode(
      `{"resources":${resources},"scopes":${shared(this.#scopes.items)},"spans":[${this.#spans.join(",")}]}`,
    );
  }
}

export function readJsonContent(utf8: Buffer): readonly SpanRest[] {
  const { resources, scopes, spans } = readMarked(utf8.toString("utf8")) as StoredSpans;
  return spans.map(({ resource, scope, events = [], links = [], ...rest }) => ({
    ...rest,
    resource: resources[resource]!,
    scope: scopes[scope]!,
    events,
    links,
  }));
}

class IndexedSet<T> {
  readonly #indexes: Map<T, number> = new Map();

  get items(): Iterable<T> {
    return this.#indexes.keys();
  }

  indexOf(item: T): number {
    const known = this.#indexes.get(item);
    if (known !== undefined) return known;
    this.#indexes.set(item, this.#indexes.size);
    return this.#indexes.size - 1;
  }
}
