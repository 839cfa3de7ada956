/** What a run is to whoever reads the trace, and what it is called. */
import { objectOf, textOf } from "../json-value.ts";
import { isAgentExecutor, isGraph, isInternal, isNode, isReactAgent, UNNAMED_GRAPH } from "./graph.ts";
import type { Run } from "./run.ts";
import type { RunStart } from "./run-start.ts";

export interface Description {
  readonly shownAs: "model" | "tool" | "retriever" | "agent" | "graph" | "chain" | "nothing";
  /** Of the component: a tool's, a chain's, a node's. */
  readonly name: string;
  readonly agentName: string | undefined;
  readonly isNode: boolean;
}

/** @param receiver the component itself, where it is known */
export function describeRun(start: RunStart, receiver: object | undefined, parent: Run | undefined): Description {
  const name = nameOf(start, receiver);
  const node = isNode(start);
  const as = (shownAs: Description["shownAs"], agentName?: string): Description => ({
    shownAs,
    name,
    agentName,
    isNode: node,
  });
  if (isInternal(start, receiver, parent)) return as("nothing");
  switch (start.kind) {
    case "llm":
      return as("model");
    case "tool":
      return as("tool");
    case "retriever":
      return as("retriever");
    case "chain":
      break;
  }
  if (isAgentExecutor(start)) return as("agent", name === start.component.id?.at(-1) ? undefined : name);
  if (!isGraph(start)) return as("chain");
  const agent = agentOf(start, receiver, parent);
  if (agent !== undefined) return as("agent", agent.name);
  // The node says all that a nameless graph within it would.
  return as(name === UNNAMED_GRAPH && parent?.isNode === true ? "nothing" : "graph");
}

/** `createAgent` of `langchain` says it in the metadata; what runs inside inherits that. */
function agentOf(
  start: RunStart,
  receiver: object | undefined,
  parent: Run | undefined,
): { readonly name: string | undefined } | undefined {
  const { metadata } = start;
  const said = metadata["ls_integration"] === "langchain_create_agent" ? textOf(metadata["lc_agent_name"]) : undefined;
  const isCreated = metadata["ls_integration"] === "langchain_create_agent" && parent?.agent === undefined;
  const isNested = said !== undefined && said !== parent?.agent?.name;
  if (!isCreated && !isNested && !isReactAgent(receiver)) return undefined;
  const own = ownNameOf(receiver) ?? textOf(start.name);
  const name = (isCreated || isNested ? said : undefined) ?? own;
  return { name: name === UNNAMED_GRAPH ? undefined : name };
}

function nameOf({ kind, name, component }: RunStart, receiver: object | undefined): string {
  const className = component.id?.at(-1) ?? "run";
  // A tool's run has no name of its own where its class does not give one.
  if (kind === "tool" || kind === "retriever") return textOf(name) ?? ownNameOf(receiver) ?? className;
  if (name !== undefined && name !== className) return name;
  return functionNameOf(receiver) ?? ownNameOf(receiver) ?? textOf(component.kwargs?.["name"]) ?? name ?? className;
}

function ownNameOf(receiver: object | undefined): string | undefined {
  return textOf(objectOf(receiver)?.["name"]);
}

/** Of a `RunnableLambda`. */
function functionNameOf(receiver: object | undefined): string | undefined {
  const func = objectOf(receiver)?.["func"];
  // A function that has no name gets that of the property.
  return typeof func === "function" && func.name !== "func" ? textOf(func.name) : undefined;
}
