/**
 * What spans of other emitters mean, in our words. Their own words stay beside them, and `translation` says how to get
 * back to what was sent; see docs/adr/0011. Spans of our own SDKs pass untouched.
 */
import { type AttributeValue, type SpanRecord, type Translation } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { setOwn } from "../../set-own.ts";
import { agentops } from "./agentops.ts";
import { aiSdk } from "./ai-sdk.ts";
import { type Dialect, Understanding } from "./dialect.ts";
import { understandFailure } from "./failure.ts";
import { langfuse } from "./langfuse.ts";
import { openInference } from "./openinference.ts";
import { openLlmetry } from "./openllmetry.ts";
import { openTelemetry, understandGenAi } from "./opentelemetry.ts";
import { understandSession } from "./session.ts";

/** The first that speaks is asked; OpenTelemetry's words are understood beside those of all others. */
export const DIALECTS: readonly Dialect[] = [openInference, langfuse, aiSdk, agentops, openLlmetry, openTelemetry];

/** Whether the emitter speaks our words: nearly all spans do, so this is all that they cost. */
export function isOwn(span: SpanRecord): boolean {
  return span.attributes[key.ROOTSPAN_KIND] !== undefined;
}

/** For a span that is not ours; the same where there is nothing to add. */
export function normalise(span: SpanRecord): SpanRecord {
  const understood = new Understanding(span.attributes);
  const dialect = DIALECTS.find((candidate) => candidate.speaks(span));
  if (dialect !== undefined) {
    dialect.understand(span, understood);
    understandGenAi(span, understood);
    understandFailure(span, understood);
  }
  understandSession(understood);
  return translate(span, understood, dialect?.name ?? "unknown");
}

/** The span with what is understood of it. */
export function translate(span: SpanRecord, understood: Understanding, dialect: string): SpanRecord {
  const { status } = understood;
  const added = new Set(span.translation?.added);
  const replaced: Record<string, AttributeValue> = { ...span.translation?.replaced };
  const attributes: Record<string, AttributeValue> = { ...span.attributes };
  let changed = status !== undefined;
  for (const [name, value] of understood.attributes) {
    const before = span.attributes[name];
    if (before === value) continue;
    changed = true;
    if (before === undefined) added.add(name);
    else if (!added.has(name) && !Object.hasOwn(replaced, name)) setOwn(replaced, name, before);
    setOwn(attributes, name, value);
  }
  if (!changed) return span;
  const sentStatus = span.translation?.status ?? (status === undefined ? undefined : span.status);
  const translation: Translation = {
    dialect: span.translation?.dialect ?? dialect,
    added: [...added],
    ...(Object.keys(replaced).length > 0 && { replaced }),
    ...(sentStatus !== undefined && { status: sentStatus }),
  };
  return { ...span, attributes, status: status ?? span.status, translation };
}
