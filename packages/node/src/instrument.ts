/** Turns the instrumentations on. */
import type { TracerProvider } from "@opentelemetry/api";
import { context } from "@opentelemetry/api";
import { guard, log, withAmbientSession } from "@rootspan/sdk";
import { type Adoptable, adoptLoaded, type InferenceOptions, setCallHome } from "@rootspan/instrumentations";
import { LangChainInstrumentation } from "@rootspan/instrumentations/langchain";
import { OpenAIInstrumentation } from "@rootspan/instrumentations/openai";
import type { InstrumentOptions } from "./options.ts";
import type { Settings } from "./settings.ts";

interface Instrumentation extends Adoptable {
  setConfig(config: InferenceOptions): void;
  setTracerProvider(provider: TracerProvider): void;
  enable(): void;
  disable(): void;
}

const INSTRUMENTATIONS: Readonly<Record<keyof InstrumentOptions, new (config: InferenceOptions) => Instrumentation>> = {
  openai: OpenAIInstrumentation,
  langchain: LangChainInstrumentation,
};

/** One of each for the process: module hooks stay, however often `init` and `shutdown` are called. */
const created = new Map<string, Instrumentation>();

/** @returns a function that turns them off again */
export function startInstrumentations(settings: Settings, provider: TracerProvider): () => void {
  const choice = settings.instrument;
  const chosen = Object.entries(INSTRUMENTATIONS).flatMap(([name, Instrumentation]) => {
    const library = typeof choice === "boolean" ? choice : (choice[name as keyof InstrumentOptions] ?? true);
    return library === false ? [] : [{ name, Instrumentation, library }];
  });
  if (chosen.length === 0) return () => {};
  const leaveHome = setCallHome({
    tracerProvider: provider,
    parentContext: () => withAmbientSession(context.active()),
  });
  const config = {
    sessionDecides: true,
    captureContent: settings.captureContent,
    contentOn: settings.contentOn,
    requestStreamUsage: settings.requestStreamUsage,
    maxAttributeBytes: settings.maxAttributeBytes,
    ...(settings.redact !== undefined && { redact: settings.redact }),
  };
  for (const { name, Instrumentation, library } of chosen) {
    guard(`${name} instrumentation`, () => {
      const used = created.get(name) ?? new Instrumentation(config);
      if (created.has(name)) {
        used.setConfig(config);
        used.enable();
      }
      created.set(name, used);
      used.setTracerProvider(provider);
      if (library === true) adoptLoaded(used).problems.forEach((problem) => log.warn(problem));
      else if (!used.patchModule(library))
        log.warn(`instrument.${name} was given something that is not of that library`);
    });
  }
  return () => {
    leaveHome();
    for (const { name } of chosen) guard(`${name} instrumentation`, () => created.get(name)?.disable());
  };
}
