/** One thing that an application does with the library, run with and without instrumentation. */
import type { Client, Library, Major } from "./majors.ts";

export interface Stage {
  readonly major: Major;
  readonly library: Library;
  readonly client: Client;
  /** The provider's base URL. */
  readonly url: string;
}

export interface Situation {
  readonly name: string;
  /** What the application sees; must be plain data. A rejection is an outcome too. */
  run(stage: Stage): Promise<unknown>;
  /** The span tree, without the root; by major where the library itself differs. */
  readonly tree: string | ((major: Major) => string);
  /** Collect garbage before looking at the spans. */
  readonly collectsGarbage?: boolean;
}

/** What came of a situation in one of the two ways to run it. */
export interface Outcome {
  readonly value?: unknown;
  readonly error?: unknown;
  readonly unhandledRejections: readonly string[];
  /** For each request that the provider got: `whole`, `aborted` by the client, or still `open`. */
  readonly requests: readonly string[];
}

export interface SituationReport {
  readonly name: string;
  readonly bare: Outcome;
  readonly traced: Outcome;
  readonly tree: string;
  readonly expectedTree: string;
  readonly openSpans: number;
  /** Whether the caller's span was active again after the call. */
  readonly contextRestored: boolean;
  /** Text of the prompts and answers found on the spans: must be none, capture is off. */
  readonly leaks: readonly string[];
}
