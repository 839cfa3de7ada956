/** What makes a run one of LangGraph. */
import { arrayOf, isObject, objectOf } from "../json-value.ts";
import type { Serialized } from "./library.ts";
import type { Run } from "./run.ts";
import type { RunStart } from "./run-start.ts";

/** The name of a graph whose application gave it none. */
export const UNNAMED_GRAPH = "LangGraph";

/** The namespace of `Pregel` and of what derives from it. */
export function isGraph({ component }: { readonly component: Serialized }): boolean {
  return component.id?.[0] === "langgraph" && component.id[1] === "pregel";
}

/** The run of a node itself: it has the node's name, and the graph's step among its tags. */
export function isNode({ kind, name, tags, metadata }: RunStart): boolean {
  return kind === "chain" && name === metadata["langgraph_node"] && tags.some((tag) => tag.startsWith("graph:step:"));
}

const NO_BRANCHES: WeakSet<object> = new WeakSet();
const knownBranches = new WeakMap<object, WeakSet<object>>();

/** The functions of a graph that choose the next node: `addConditionalEdges`. */
export function branchesOf(graph: object | undefined): WeakSet<object> {
  if (graph === undefined) return NO_BRANCHES;
  const known = knownBranches.get(graph);
  if (known !== undefined) return known;
  const branches = new WeakSet<object>();
  const { branches: byNode } = objectOf((graph as { readonly builder?: unknown }).builder) ?? {};
  for (const ofNode of Object.values(objectOf(byNode) ?? {})) {
    for (const branch of Object.values(objectOf(ofNode) ?? {})) {
      const path = objectOf(branch)?.["path"];
      if (isObject(path)) branches.add(path);
    }
  }
  knownBranches.set(graph, branches);
  return branches;
}

/** A graph of the shape that `createReactAgent` makes: a model and the tools that it calls. */
export function isReactAgent(graph: object | undefined): boolean {
  const nodes = objectOf(objectOf(graph)?.["nodes"]);
  const tools = objectOf(objectOf(nodes?.["tools"])?.["bound"])?.["tools"];
  return nodes?.["agent"] !== undefined && arrayOf(tools) !== undefined;
}

/** The agent of `langchain` before 1.0, now in `@langchain/classic`: no graph, but a chain. */
export function isAgentExecutor({ kind, component }: RunStart): boolean {
  const { id } = component;
  return kind === "chain" && id?.[0] === "langchain" && id[1] === "agents" && id.at(-1) === "AgentExecutor";
}

/** What runs within a graph and is of no interest to who made it. */
export function isInternal({ name, tags }: RunStart, receiver: object | undefined, parent: Run | undefined): boolean {
  if (tags.includes("langsmith:hidden")) return true;
  if (receiver !== undefined && parent?.graph?.branches.has(receiver) === true) return true;
  // Of LangGraph before 1.0.
  return name !== undefined && /^(?:ChannelWrite|Branch)</.test(name);
}
