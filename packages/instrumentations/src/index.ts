/** What the instrumentations have in common. Each library has an entry of its own, such as `…/openai`. */
export type { Adoptable } from "./adoptable.ts";
export { type Adoption, adoptLoaded } from "./adopt-loaded.ts";
export { type CallHome, setCallHome } from "./call-home.ts";
export type { ContentOn } from "./content-event.ts";
export { INFERENCE_OWNED, isInferenceOwned } from "./inference-owned.ts";
export type { LoggerLike, LoggerProviderLike } from "./logger.ts";
export type { InferenceOptions } from "./tracing.ts";
