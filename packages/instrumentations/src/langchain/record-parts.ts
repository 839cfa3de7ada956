/** All that the record of a run is made of. */
import type { Context } from "@opentelemetry/api";
import type { Tracing } from "../tracing.ts";
import type { Description } from "./describe-run.ts";
import type { Frame } from "./frame.ts";
import type { AgentRun, GraphRun, Run } from "./run.ts";
import type { RunStart } from "./run-start.ts";

export interface RecordParts {
  readonly tracing: Tracing;
  readonly start: RunStart;
  readonly description: Description;
  readonly around: Context;
  readonly parent: Run | undefined;
  readonly frame: Frame | undefined;
  readonly agent: AgentRun | undefined;
  readonly graph: GraphRun | undefined;
}
