/**
 * Model calls that are told twice: by a framework and by the library below it, or by a wrapper around either. One of
 * them counts, the others become steps. Spans come one by one and in any order, so this remembers the calls of late.
 */
import { kindOf, type SpanRecord, stringAttribute, usageOf } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { RecentMap } from "../../recent-map.ts";
import { Understanding } from "./dialect.ts";
import { translate } from "./normalise.ts";

/** Calls that are remembered: those of a few minutes on a busy server. */
const MAX_REMEMBERED = 20_000;

/** Why a call counts or does not: its callers' or its parts' telling of it counts. */
type Verdict = "counts" | "told above" | "told below";

interface Answer {
  readonly scope: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
}

export class RepeatedCalls {
  readonly #verdicts: RecentMap<string, Verdict> = new RecentMap(MAX_REMEMBERED);
  /** Spans below which a call was told. */
  readonly #callers: RecentMap<string, true> = new RecentMap(MAX_REMEMBERED);
  /** By what they are known by: see `marksOf`. */
  readonly #answers: RecentMap<string, Answer> = new RecentMap(MAX_REMEMBERED);

  /**
   * The span itself, or as a step where its call counts elsewhere.
   * @param isOwn whether our SDK told it: such calls always count, as its own totals have them
   */
  settle(projectId: string, span: SpanRecord, isOwn: boolean): SpanRecord {
    const kind = kindOf(span.attributes);
    if (kind !== "llm" && kind !== "embedding") return span;
    const idOf = (spanId: string): string => `${projectId} ${span.traceId} ${spanId}`;
    const call = idOf(span.spanId);
    const caller = span.parentSpanId === undefined ? undefined : idOf(span.parentSpanId);
    const verdict = isOwn ? "counts" : (this.#verdicts.get(call) ?? this.#judge(projectId, span, call, caller));
    if (isOwn) this.#remember(span, marksOf(projectId, span));
    this.#verdicts.set(call, verdict);
    if (caller !== undefined) this.#callers.set(caller, true);
    if (verdict === "counts") return span;
    const understood = new Understanding(span.attributes);
    understood.set(key.ROOTSPAN_KIND, "chain");
    return translate(span, understood, "opentelemetry");
  }

  #judge(projectId: string, span: SpanRecord, call: string, caller: string | undefined): Verdict {
    if (this.#callers.get(call) === true) return "told below";
    const above = caller === undefined ? undefined : this.#verdicts.get(caller);
    if (above === "counts" || above === "told above") return "told above";
    return this.#isAnswered(projectId, span) ? "told below" : "counts";
  }

  /** Whether another instrumentation told of the same answer at the same time. */
  #isAnswered(projectId: string, span: SpanRecord): boolean {
    const { scope, startTimeUnixNano, endTimeUnixNano } = span;
    const marks = marksOf(projectId, span);
    const [best] = marks;
    const known = best === undefined ? undefined : this.#answers.get(best);
    if (
      known !== undefined &&
      known.scope !== scope.name &&
      known.startTimeUnixNano <= endTimeUnixNano &&
      startTimeUnixNano <= known.endTimeUnixNano
    ) {
      return true;
    }
    this.#remember(span, marks);
    return false;
  }

  #remember({ scope, startTimeUnixNano, endTimeUnixNano }: SpanRecord, marks: readonly string[]): void {
    for (const mark of marks) this.#answers.set(mark, { scope: scope.name, startTimeUnixNano, endTimeUnixNano });
  }
}

/** Frameworks whose instrumentations do not tell the provider's id of an answer. */
const FRAMEWORK_SCOPE = /langchain|llama-?index/i;

/**
 * What an answer is known by, best first: the provider's id, and what it used. Neither is enough by itself: some
 * providers give all their answers the same id.
 */
function marksOf(projectId: string, { attributes, scope }: SpanRecord): readonly string[] {
  const id = stringAttribute(attributes, key.GEN_AI_RESPONSE_ID);
  const isKnown = id !== undefined && id !== "";
  if (!isKnown && !FRAMEWORK_SCOPE.test(scope.name)) return [];
  const usage = usageOf(attributes);
  const used = usage === undefined ? [] : [`${projectId} used ${usage.inputTokens} ${usage.outputTokens}`];
  return isKnown ? [`${projectId} answer ${id}`, ...used] : used;
}
