/** One run of a tool by a library, and its span. */
import { type Context, context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, describeFailure, reportError, spanThatReported, toContent } from "@rootspan/model/content";
import { reportFault } from "./fault.ts";
import { sessionRulesIn } from "./session-rules.ts";
import { isTracingSuppressed } from "./suppressed-tracing.ts";
import type { Tracing } from "./tracing.ts";

export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** The id by which the model asked for it. */
  readonly callId?: string | undefined;
  readonly parameters: unknown;
}

/** Runs `work`, once, inside the tool's span. Gives and throws what it gives and throws; a promise is followed. */
export function runTool(tracing: Tracing, describe: () => Tool, work: () => unknown): unknown {
  const run = start(tracing, describe);
  if (run === undefined) return work();
  let result: unknown;
  try {
    result = context.with(run.context, work);
  } catch (error) {
    run.fail(error);
    throw error;
  }
  if (!isThenable(result)) {
    run.succeed(result);
    return result;
  }
  return result.then(
    (value) => {
      run.succeed(value);
      return value;
    },
    (error: unknown) => {
      run.fail(error);
      throw error;
    },
  );
}

function start(tracing: Tracing, describe: () => Tool): ToolRun | undefined {
  try {
    if (isTracingSuppressed(context.active())) return undefined;
    return new ToolRun(tracing, describe());
  } catch (fault) {
    reportFault("starting a tool's span", fault);
    return undefined;
  }
}

class ToolRun {
  readonly context: Context;
  private readonly span: Span;
  private readonly limits: ContentLimits;
  private readonly metrics: ReturnType<Tracing["metrics"]>;
  private readonly known: Record<string, string>;
  private readonly startedAt = performance.now();

  constructor(tracing: Tracing, { name, description, callId, parameters }: Tool) {
    const parent = tracing.parentContext();
    const rules = sessionRulesIn(parent);
    this.limits = tracing.limitsWith(rules.callContent);
    this.metrics = tracing.metrics();
    this.known = {
      [key.ROOTSPAN_KIND]: "tool",
      [key.GEN_AI_OPERATION_NAME]: "execute_tool",
      [key.GEN_AI_TOOL_NAME]: name,
      [key.GEN_AI_TOOL_TYPE]: "function",
      ...(callId !== undefined && { [key.GEN_AI_TOOL_CALL_ID]: callId }),
      ...(description !== undefined && { [key.GEN_AI_TOOL_DESCRIPTION]: description }),
    };
    const attributes = { ...this.known };
    this.span = tracing.tracer.startSpan(`execute_tool ${name}`, { kind: SpanKind.INTERNAL, attributes }, parent);
    this.context = trace.setSpan(parent, this.span);
    if (this.span.isRecording()) this.putContent(key.GEN_AI_TOOL_CALL_ARGUMENTS, parameters);
    else rules.missed?.();
  }

  succeed(result: unknown): void {
    this.end({}, () => this.putContent(key.GEN_AI_TOOL_CALL_RESULT, result));
  }

  fail(error: unknown): void {
    const { attributes, message } = describeFailure(error, this.limits);
    this.end(attributes, () => {
      this.span.setAttributes(attributes);
      // A model call or a tool within, which counts as the same failure.
      const { traceId } = this.span.spanContext();
      if (spanThatReported(error)?.traceId === traceId) this.span.setAttribute(key.ROOTSPAN_ERROR_COUNTED, true);
      this.span.setStatus({ code: SpanStatusCode.ERROR, message });
      if (this.span.isRecording()) reportError(error, this.span.spanContext());
    });
  }

  private putContent(attribute: string, value: unknown): void {
    const content = toContent(attribute, value, this.limits);
    if (content !== undefined) this.span.setAttribute(attribute, content);
  }

  private end(outcome: Attributes, write: () => void): void {
    const durationSeconds = (performance.now() - this.startedAt) / 1000;
    try {
      write();
      this.span.end();
    } catch (fault) {
      reportFault("ending a tool's span", fault);
    }
    try {
      const attributes = { ...this.known, ...outcome };
      this.metrics?.recordToolExecution({ attributes, durationSeconds, context: this.context });
    } catch (fault) {
      reportFault("measuring a tool", fault);
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
