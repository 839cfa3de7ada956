/** Records the run of a chain, an agent, a graph, a tool or a retriever. */
import { type Attributes, createContextKey, SpanKind } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContent } from "@rootspan/model/content";
import type { GenAiMetrics, Measurement } from "@rootspan/model/metrics";
import { reportFault } from "../fault.ts";
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import type { Description } from "./describe-run.ts";
import { UNNAMED_GRAPH } from "./graph.ts";
import {
  addInterrupts,
  interruptAttributes,
  rememberInterrupted,
  resumedLinks,
  threadOf,
  waitsIn,
} from "./interrupts.ts";
import { toPlainValue } from "./plain-value.ts";
import { contextAttributes, contextContent } from "./run-attributes.ts";
import type { RunStart } from "./run-start.ts";
import type { AgentRun, RunKind } from "./run.ts";
import { RunSpan } from "./run-span.ts";
import type { RecordParts } from "./record-parts.ts";

/** Known to `@rootspan/sdk`: who does everything inside the run. */
const AGENT = createContextKey("rootspan.agent");

interface Shape {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** Attribute for what the run takes. */
  readonly params: string;
  /** Attribute for what the run gives. */
  readonly returns: string;
}

export function recordWork(parts: RecordParts, limits: ContentLimits): RunSpan {
  const { start, agent, parent } = parts;
  const shape = shapeOf(parts);
  const { name, params } = shape;
  if (start.kind === "tool" && parent?.agent !== undefined) parent.agent.toolCalls += 1;
  const span = startSpan(parts, shape, limits);
  if (span.isRecording) {
    try {
      span.setAttributes({
        ...contextAttributes(start, agent ?? parent?.agent),
        ...(isNameApart(start, name) && { [key.ROOTSPAN_RUN_NAME]: start.name }),
        ...contextContent(start, limits),
        ...contentOf(params, start.input, limits),
      });
    } catch (fault) {
      reportFault("describing a run", fault);
    }
  }
  return span;
}

/** Its functions hold on to nothing that the library has passed: spans live on in contexts, and inputs are large. */
function startSpan(parts: RecordParts, shape: Shape, limits: ContentLimits): RunSpan {
  const { tracing, around, parent, agent, graph } = parts;
  const { kind: runKind } = parts.start;
  const { name, kind, attributes, params, returns } = shape;
  const thread = threadOf(parts.start);
  const span: RunSpan = new RunSpan({
    tracer: tracing.tracer,
    around: agent?.name === undefined ? around : around.setValue(AGENT, { name: agent.name, id: undefined }),
    limits,
    name,
    kind,
    attributes,
    links: graph === undefined ? [] : resumedLinks(thread, parts.start.input),
    inputAttributes: (input) => contentOf(params, input, limits),
    outputAttributes: (output) => contentOf(returns, toOutput(output, runKind), limits),
    countsItself: runKind === "chain",
    onInterrupt: (interrupts) => {
      if (parent?.graph !== undefined) addInterrupts(parent.graph, interrupts);
    },
    onChunk:
      graph &&
      ((chunk) => {
        if (waitsIn(chunk)) addInterrupts(graph, []);
      }),
    lastAttributes: () => {
      // What a graph waits for is said by the graph too, and whoever resumes it is linked to the span that says it.
      if (graph?.interrupts === undefined) return {};
      if (thread !== undefined) rememberInterrupted(thread, span.context);
      return interruptAttributes([...graph.interrupts], limits);
    },
    measure: measureOf(tracing.metrics(), parts.description, agent),
  });
  return span;
}

function shapeOf({ start, description, frame }: RecordParts): Shape {
  const { name, shownAs, agentName } = description;
  const ofEvent = { params: key.ROOTSPAN_EVENT_PARAMS, returns: key.ROOTSPAN_EVENT_RETURNS };
  switch (shownAs) {
    case "tool":
      return {
        name: `execute_tool ${name}`,
        kind: SpanKind.INTERNAL,
        attributes: {
          [key.ROOTSPAN_KIND]: "tool",
          [key.GEN_AI_OPERATION_NAME]: "execute_tool",
          ...toolAttributes(start, name, frame?.receiver),
        },
        params: key.GEN_AI_TOOL_CALL_ARGUMENTS,
        returns: key.GEN_AI_TOOL_CALL_RESULT,
      };
    case "retriever":
      return {
        name: `retrieval ${name}`,
        kind: SpanKind.CLIENT,
        attributes: {
          [key.ROOTSPAN_KIND]: "retrieval",
          [key.GEN_AI_OPERATION_NAME]: "retrieval",
          [key.GEN_AI_DATA_SOURCE_ID]: name,
        },
        params: key.GEN_AI_RETRIEVAL_QUERY_TEXT,
        returns: key.GEN_AI_RETRIEVAL_DOCUMENTS,
      };
    case "agent":
      return {
        name: agentName === undefined ? "invoke_agent" : `invoke_agent ${agentName}`,
        kind: SpanKind.INTERNAL,
        attributes: {
          [key.ROOTSPAN_KIND]: "agent",
          [key.GEN_AI_OPERATION_NAME]: "invoke_agent",
          ...(agentName !== undefined && { [key.GEN_AI_AGENT_NAME]: agentName }),
        },
        ...ofEvent,
      };
    case "graph":
      return {
        name: `invoke_workflow ${name}`,
        kind: SpanKind.INTERNAL,
        attributes: { [key.ROOTSPAN_KIND]: "chain", [key.GEN_AI_OPERATION_NAME]: "invoke_workflow" },
        ...ofEvent,
      };
    case "chain":
    case "model":
    case "nothing":
      break;
  }
  return { name, kind: SpanKind.INTERNAL, attributes: { [key.ROOTSPAN_KIND]: "chain" }, ...ofEvent };
}

/** The application named the run, and the span is called otherwise. */
function isNameApart({ name, component }: RunStart, spanName: string): boolean {
  if (name === undefined || name === UNNAMED_GRAPH || name === component.id?.at(-1)) return false;
  return spanName !== name && !spanName.endsWith(` ${name}`);
}

function toolAttributes({ callId }: RunStart, name: string, tool: object | undefined): Attributes {
  const description = textOf(objectOf(tool)?.["description"]);
  return {
    [key.GEN_AI_TOOL_NAME]: name,
    [key.GEN_AI_TOOL_TYPE]: "function",
    ...(description !== undefined && { [key.GEN_AI_TOOL_DESCRIPTION]: description }),
    ...(callId !== undefined && { [key.GEN_AI_TOOL_CALL_ID]: callId }),
  };
}

/** What has a single text to say is that text: the library wraps inputs and outputs that are no objects. */
function contentOf(name: string, value: unknown, limits: ContentLimits): Attributes {
  if (!limits.captureContent || value === undefined) return {};
  const content = toContent(name, toPlainValue(unwrapped(value)), limits);
  return content === undefined ? {} : { [name]: content };
}

function unwrapped(value: unknown): unknown {
  if (!isObject(value) || Array.isArray(value)) return value;
  const [only, ...others] = Object.keys(value);
  return others.length === 0 && (only === "input" || only === "output") ? value[only] : value;
}

/** Of a tool that was called by a model, what the message for the model says; of a retriever, its documents. */
function toOutput(output: unknown, kind: RunKind): unknown {
  if (kind === "retriever") return (arrayOf(output) ?? []).filter(isObject).map(toDocument);
  return isObject(output) && "tool_call_id" in output && "content" in output ? output["content"] : output;
}

function toDocument({ id, pageContent, metadata }: JsonObject): JsonObject {
  return { ...(id !== undefined && { id }), content: pageContent, metadata };
}

function measureOf(
  metrics: GenAiMetrics | undefined,
  { shownAs }: Description,
  agent: AgentRun | undefined,
): ((measurement: Measurement) => void) | undefined {
  if (metrics === undefined) return undefined;
  switch (shownAs) {
    case "tool":
      return (measurement) => metrics.recordToolExecution(measurement);
    case "agent":
      return (measurement) => metrics.recordAgentInvocation({ ...measurement, ...agent });
    case "graph":
      return (measurement) => metrics.recordAgentInvocation(measurement);
    case "retriever":
    case "chain":
    case "model":
    case "nothing":
      break;
  }
  return undefined;
}
