/** Spans for what LangChain and LangGraph run. */
export { LangChainInstrumentation, type LangChainInstrumentationConfig } from "./instrumentation.ts";
