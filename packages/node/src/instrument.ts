/** Turns the instrumentations on. */
import type { TracerProvider } from "@opentelemetry/api";
import { context } from "@opentelemetry/api";
import { guard, log, withAmbientSession } from "@rootspan/sdk";
import { adoptLoaded, setCallHome } from "@rootspan/instrumentations";
import { OpenAIInstrumentation } from "@rootspan/instrumentations/openai";
import type { Settings } from "./settings.ts";

/** One for the process: module hooks stay, however often `init` and `shutdown` are called. */
let openaiInstrumentation: OpenAIInstrumentation | undefined;

/** @returns a function that turns them off again */
export function startInstrumentations(settings: Settings, provider: TracerProvider): () => void {
  const choice = settings.instrument;
  const openai = typeof choice === "boolean" ? choice : (choice.openai ?? true);
  if (openai === false) return () => {};
  const leaveHome = setCallHome({
    tracerProvider: provider,
    parentContext: () => withAmbientSession(context.active()),
  });
  const instrumentation = guard("OpenAI instrumentation", () => {
    const config = {
      sessionDecides: true,
      captureContent: settings.captureContent,
      maxAttributeBytes: settings.maxAttributeBytes,
      ...(settings.redact !== undefined && { redact: settings.redact }),
    };
    const used = openaiInstrumentation ?? new OpenAIInstrumentation(config);
    if (used === openaiInstrumentation) {
      used.setConfig(config);
      used.enable();
    }
    openaiInstrumentation = used;
    used.setTracerProvider(provider);
    if (openai === true) adoptLoaded(used).problems.forEach((problem) => log.warn(problem));
    else used.patchModule(openai);
    return used;
  });
  return () => {
    leaveHome();
    guard("OpenAI instrumentation", () => instrumentation?.disable());
  };
}
