/** What every run says of where it happens: the application's tags and metadata, agent, conversation, and graph. Pure. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { type ContentLimits, toContent } from "@rootspan/model/content";
import { numberOf, textOf } from "../json-value.ts";
import type { AgentRun } from "./run.ts";
import type { RunStart } from "./run-start.ts";

/** Tags by which the library itself marks the place of a run. */
const LIBRARY_TAG = /^(?:seq:step|map:key|graph:step|condition|branch|langsmith|retry:attempt):/;

/** Metadata of the library itself; the rest is the application's. */
const LIBRARY_METADATA = /^(?:ls_|lc_|langgraph_|__pregel|checkpoint_ns$|versions$|thread_id$)/;

export function contextAttributes({ tags, metadata }: RunStart, agent: AgentRun | undefined): Attributes {
  const attributes: Attributes = {};
  const own = tags.filter((tag) => !LIBRARY_TAG.test(tag));
  if (own.length > 0) attributes[key.ROOTSPAN_RUN_TAGS] = own;
  if (agent?.name !== undefined) attributes[key.GEN_AI_AGENT_NAME] = agent.name;
  const conversation = textOf(metadata["thread_id"]);
  if (conversation !== undefined) attributes[key.GEN_AI_CONVERSATION_ID] = conversation;
  const node = textOf(metadata["langgraph_node"]);
  if (node === undefined) return attributes;
  attributes[key.ROOTSPAN_GRAPH_NODE] = node;
  const step = numberOf(metadata["langgraph_step"]);
  if (step !== undefined) attributes[key.ROOTSPAN_GRAPH_STEP] = step;
  const checkpoint = textOf(metadata["langgraph_checkpoint_ns"]);
  if (checkpoint !== undefined) attributes[key.ROOTSPAN_GRAPH_CHECKPOINT_NAMESPACE] = checkpoint;
  return attributes;
}

export function contextContent({ metadata }: RunStart, limits: ContentLimits): Attributes {
  if (!limits.captureContent) return {};
  const own = Object.entries(metadata).filter(([name, value]) => value !== undefined && !LIBRARY_METADATA.test(name));
  if (own.length === 0) return {};
  const content = toContent(key.ROOTSPAN_RUN_METADATA, Object.fromEntries(own), limits);
  return content === undefined ? {} : { [key.ROOTSPAN_RUN_METADATA]: content };
}
