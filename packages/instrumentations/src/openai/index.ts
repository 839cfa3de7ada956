/** Spans for the model calls of the `openai` library. */
export { OpenAIInstrumentation, type OpenAIInstrumentationConfig } from "./instrumentation.ts";
export { wrapOpenAI, type WrapOpenAIOptions } from "./wrap-openai.ts";
