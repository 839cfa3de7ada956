/** Turns the instrumentations on. */
import type { TracerProvider } from "@opentelemetry/api";
import { context } from "@opentelemetry/api";
import { guard, log, withAmbientSession } from "@rootspan/sdk";
import { adoptLoaded, setCallHome } from "@rootspan/instrumentations";
import { OpenAIInstrumentation } from "@rootspan/instrumentations/openai";
import type { Settings } from "./settings.ts";

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
    const created = new OpenAIInstrumentation({
      sessionDecides: true,
      captureContent: settings.captureContent,
      maxAttributeBytes: settings.maxAttributeBytes,
      ...(settings.redact !== undefined && { redact: settings.redact }),
    });
    created.setTracerProvider(provider);
    if (openai === true) adoptLoaded(created).problems.forEach((problem) => log.warn(problem));
    else created.patchModule(openai);
    return created;
  });
  return () => {
    leaveHome();
    guard("OpenAI instrumentation", () => instrumentation?.disable());
  };
}
