/** Where the spans of one project go that are written together. */
import { type SpanRecord, toSessionId } from "@rootspan/model";
import { sessionKeyOf } from "../session-key.ts";

export class SpanPlacement {
  readonly #known: ReadonlyMap<string, string>;
  /** Sessions of traces that had none. */
  readonly newTraces: Map<string, string> = new Map();

  /** @param known sessions of traces */
  constructor(known: ReadonlyMap<string, string>) {
    this.#known = known;
  }

  /** @param spans that came together, in the order in which they came */
  place(spans: readonly SpanRecord[]): readonly string[] {
    const told = spans.map((span) => sessionKeyOf(span.attributes));
    // A span that tells its session speaks for those of its trace that came before it in the batch, too.
    told.forEach((session, index) => {
      if (session !== undefined) this.#sessionOf(spans[index]!.traceId, session);
    });
    return spans.map(({ traceId }, index) => {
      const ofTrace = this.#sessionOf(traceId, toSessionId(traceId));
      return told[index] ?? ofTrace;
    });
  }

  #sessionOf(traceId: string, otherwise: string): string {
    const known = this.#known.get(traceId) ?? this.newTraces.get(traceId);
    if (known !== undefined) return known;
    this.newTraces.set(traceId, otherwise);
    return otherwise;
  }
}
