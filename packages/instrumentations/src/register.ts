/**
 * `node --import @rootspan/instrumentations/register app.js`: every instrumentation there is, for an application with
 * OpenTelemetry of its own. Spans and metrics go to the providers that it registers, whenever that is.
 */
import { diag } from "@opentelemetry/api";
import { adoptLoaded } from "./adopt-loaded.ts";
import { reportFault } from "./fault.ts";
import { LangChainInstrumentation } from "./langchain/index.ts";
import { OpenAIInstrumentation } from "./openai/index.ts";

for (const Instrumentation of [OpenAIInstrumentation, LangChainInstrumentation]) {
  try {
    for (const problem of adoptLoaded(new Instrumentation()).problems) diag.warn(`rootspan: ${problem}`);
  } catch (fault) {
    reportFault("instrumenting", fault);
  }
}
