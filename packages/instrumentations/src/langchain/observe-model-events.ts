/** Models that are asked for events of `@langchain/core` 1.x: nobody is told of such a run, so it is started here. */
import { context } from "@opentelemetry/api";
import { reportFault } from "../fault.ts";
import { arrayOf, type JsonObject, objectOf, textOf } from "../json-value.ts";
import { Frame } from "./frame.ts";
import type { ChatModel } from "./library.ts";
import { runOf } from "./linked-runs.ts";
import type { LibraryCall } from "./library-call.ts";
import { refusalOf } from "./observe-runs.ts";
import { patchOwnMethod } from "./patch.ts";
import type { RunStart } from "./run-start.ts";
import { startRuns } from "./start-run.ts";
import { tapGenerator } from "./tap-generator.ts";

/** The options of the `streamEvents` that is at work, until it has asked the model. */
let asked: JsonObject | undefined;

export function observeStreamEvents({ method, receiver, args, observer }: LibraryCall): unknown {
  const options = objectOf(args[1]) ?? {};
  // These are made of what the runs of a stream tell.
  if (options["version"] === "v1" || options["version"] === "v2") return method.apply(receiver, args);
  patchOwnMethod(receiver, "_streamChatModelEvents", observer);
  const before = asked;
  asked = options;
  try {
    return method.apply(receiver, args);
  } finally {
    asked = before;
  }
}

/** Without such options the model is asked within a run that the library tells of. */
export function observeModelEvents({ tracing, method, receiver, args }: LibraryCall): unknown {
  const options = asked;
  asked = undefined;
  if (options === undefined) return method.apply(receiver, args);
  const frame = new Frame(context.active(), receiver, true, "llm");
  try {
    const config = configOf(receiver as ChatModel, options);
    const start = startOf(receiver as ChatModel, args, config);
    const runs = context.with(frame, () => startRuns(tracing, [start], runOf(config["callbacks"])));
    const refusal = refusalOf(runs);
    if (refusal !== undefined) {
      for (const run of runs) run.fail(refusal);
      return refuse(refusal);
    }
  } catch (fault) {
    reportFault("starting a run of a model", fault);
  }
  return tapGenerator(context.with(frame, method, receiver, ...args), frame, { endsRun: true });
}

/** As the library makes it of what the application passes, and of the run that it is in. */
function configOf(model: ChatModel, options: JsonObject): JsonObject {
  // A timeout would start its clock here.
  const [config] = model._separateRunnableConfigFromCallOptions({ ...options, timeout: undefined });
  return config;
}

function startOf(model: ChatModel, [messages, options]: readonly unknown[], config: JsonObject): RunStart {
  return {
    kind: "llm",
    answers: "events",
    component: model.toJSON(),
    input: messages,
    name: textOf(config["runName"]),
    tags: [...(arrayOf(config["tags"]) ?? []), ...(model.tags ?? [])] as string[],
    metadata: { ...objectOf(config["metadata"]), ...model.getLsParamsWithDefaults(options), ...model.metadata },
    parameters: objectOf(model.invocationParams(options)) ?? {},
    callId: undefined,
  };
}

/** A stream that fails at once. */
function refuse(refusal: Error): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(refusal) }) };
}
