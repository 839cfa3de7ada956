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
    return this.run === undefined ? new Layer(this, key, value) : this.current.setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return withoutValue(this, key);
  }

  settled(): Context {
    return settle(this.current);
  }
}

/** A context made of a frame that has no run yet, as context managers make them: it is to become the run's as well. */
class Layer implements Context {
  private readonly below: Context;
  private readonly key: symbol;
  private readonly value: unknown;

  constructor(below: Context, key: symbol, value: unknown) {
    this.below = below;
    this.key = key;
    this.value = value;
  }

  getValue(key: symbol): unknown {
    return key === this.key ? this.value : this.below.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new Layer(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return withoutValue(this, key);
  }

  settled(): Context {
    return settle(this.below).setValue(this.key, this.value);
  }
}

/** The context as it is now, whatever starts in its frames. */
export function settle(where: Context): Context {
  return where instanceof Frame || where instanceof Layer ? where.settled() : where;
}

function withoutValue(where: Context, key: symbol): Context {
  return where.getValue(key) === undefined ? where : where.setValue(key, undefined);
}

/** The frame that waits for a run of this kind. */
export function frameFor(kind: RunKind, where: Context): Frame | undefined {
  const frame = where.getValue(FRAME);
  return frame instanceof Frame && frame.accepts(kind) ? frame : undefined;
}
