/** Spans for what LangChain and LangGraph run. */
export { langchainHandler, type LangChainHandler, type LangChainHandlerOptions } from "./handler.ts";
export { LangChainInstrumentation, type LangChainInstrumentationConfig } from "./instrumentation.ts";
