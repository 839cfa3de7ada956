/** Where the library is at work for a component. */
import { type Context, createContextKey } from "@opentelemetry/api";
import type { Run, RunKind } from "./run.ts";

const FRAME = createContextKey("rootspan.langchain.frame");

/**
 * A context in which the library first starts a run and then goes on inside it: until then it is the context around
 * it, from then on it is the run's own. So the code of the component finds its own span active, although nobody can
 * put it there: the library calls it right after it has started the run.
 */
export class Frame implements Context {
  /** The component at work: a model, a tool, a graph … */
  readonly receiver: object;
  /** Whether the component hands its output over in pieces. */
  readonly isStream: boolean;
  run: Run | undefined;
  private readonly starts: RunKind | undefined;
  private current: Context;
  private signal: AbortSignal | undefined;

  /** @param starts the kind of the run; any, when undefined */
  constructor(around: Context, receiver: object, isStream: boolean, starts?: RunKind) {
    this.receiver = receiver;
    this.isStream = isStream;
    this.starts = starts;
    this.current = around;
  }

  accepts(kind: RunKind): boolean {
    return this.run === undefined && (this.starts === undefined || this.starts === kind);
  }

  enter(run: Run): void {
    this.run = run;
    this.current = run.context;
    if (this.signal !== undefined) run.closeOnAbort(this.signal);
  }

  /** By an abort a stream is left, often without another word. */
  closeOnAbort(signal: AbortSignal): void {
    this.signal = signal;
  }

  getValue(key: symbol): unknown {
    return key === FRAME ? this : this.current.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.current.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.current.deleteValue(key);
  }
}

/** The frame that waits for a run of this kind. */
export function frameFor(kind: RunKind, where: Context): Frame | undefined {
  const frame = where.getValue(FRAME);
  return frame instanceof Frame && frame.accepts(kind) ? frame : undefined;
}
