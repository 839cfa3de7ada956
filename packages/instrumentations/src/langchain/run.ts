/** One run of a component, as the library calls it, and what it means to the runs within it. */
import { type Context, createContextKey } from "@opentelemetry/api";
import { reportFault } from "../fault.ts";
import { isAbort } from "./library.ts";

/** What the library calls it when it starts one. */
export type RunKind = "chain" | "tool" | "retriever" | "llm";

/** What a run is recorded by. It ends once. */
export interface RunRecord {
  /** The run's code belongs into this context. */
  readonly context: Context;
  /** What goes in became known later. */
  learnInput?(input: unknown): void;
  /** A part of what comes out. */
  chunk?(chunk: unknown): void;
  complete(output: unknown): void;
  fail(error: unknown): void;
  /** It is over, and what it would have given is not known. */
  finish(): void;
  /** Nobody can reach it any more. */
  abandon(): void;
}

/** The run that code is in. */
const RUN = createContextKey("rootspan.langchain.run");

export function runIn(where: Context): Run | undefined {
  return where.getValue(RUN) as Run | undefined;
}

/** Ends runs that the library has let go without a word: of streams that nobody reads to the end. */
const unreachable = new FinalizationRegistry<Run>((run) => run.abandon());

export class Run {
  readonly kind: RunKind;
  readonly context: Context;
  readonly parent: Run | undefined;
  /** Undefined for a run that is not shown: what is in it belongs to the run around it. */
  readonly record: RunRecord | undefined;
  /** Of the nearest agent: the calls that it has made. */
  readonly agent: AgentRun | undefined;
  /** Of the nearest graph. */
  readonly graph: GraphRun | undefined;
  /** The run is that of a node of a graph. */
  readonly isNode: boolean;
  private hasEnded = false;
  private openChildren: Set<Run> | undefined;
  private afterwards: (() => void)[] | undefined;

  constructor({ kind, around, parent, record, agent, graph, isNode }: RunParts) {
    this.kind = kind;
    this.parent = parent;
    this.record = record;
    this.agent = agent ?? parent?.agent;
    this.graph = graph ?? parent?.graph;
    this.isNode = isNode;
    this.context = (record?.context ?? around).setValue(RUN, this);
    parent?.opened(this);
  }

  get isOpen(): boolean {
    return !this.hasEnded;
  }

  learnInput(input: unknown): void {
    if (!this.hasEnded) this.record?.learnInput?.(input);
  }

  chunk(chunk: unknown): void {
    if (!this.hasEnded) this.record?.chunk?.(chunk);
  }

  complete(output: unknown): void {
    this.end((record) => record.complete(output));
  }

  /** Whoever aborts does not want it any more: that is no failure. */
  fail(error: unknown): void {
    this.end((record) => (isAbort(error) ? record.finish() : record.fail(error)));
  }

  /** The stream that the run gives is closed: neither it nor what is in it goes on. */
  close(): void {
    for (const child of this.openChildren ?? []) child.close();
    this.end((record) => record.finish());
  }

  abandon(): void {
    this.end((record) => record.abandon());
  }

  closeOnAbort(signal: AbortSignal): void {
    const close = (): void => this.close();
    if (signal.aborted) return;
    signal.addEventListener("abort", close, { once: true });
    this.whenEnded(() => signal.removeEventListener("abort", close));
  }

  /** @param then called once, at the end */
  whenEnded(then: () => void): void {
    (this.afterwards ??= []).push(then);
  }

  /** Abandons the run once the library's object for it is garbage. */
  abandonWith(runManager: object): void {
    if (!this.hasEnded) unreachable.register(runManager, this, this);
  }

  private end(write: (record: RunRecord) => void): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    unreachable.unregister(this);
    for (const then of this.afterwards ?? []) then();
    this.parent?.closed(this);
    if (this.record === undefined) return;
    try {
      write(this.record);
    } catch (fault) {
      reportFault("ending a run", fault);
    }
  }

  private opened(child: Run): void {
    (this.openChildren ??= new Set()).add(child);
  }

  private closed(child: Run): void {
    this.openChildren?.delete(child);
  }
}

export interface RunParts {
  readonly kind: RunKind;
  /** What the run is in. */
  readonly around: Context;
  readonly parent: Run | undefined;
  readonly record: RunRecord | undefined;
  readonly agent: AgentRun | undefined;
  readonly graph: GraphRun | undefined;
  readonly isNode: boolean;
}

/** What an agent has done so far. */
export interface AgentRun {
  readonly name: string | undefined;
  inferenceCalls: number;
  toolCalls: number;
}

/** What is known of a graph at work. */
export interface GraphRun {
  /** Functions that choose the next node. */
  readonly branches: WeakSet<object>;
  /** What the graph waits for, once it has to wait: nothing, where it does so at a breakpoint. */
  interrupts: Set<unknown> | undefined;
}
