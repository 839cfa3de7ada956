/** What others send spans with. All but the Python one are packages of test/emitters, whose programs run here. */
import { installedVersion } from "../installed-version.ts";
import type { Peer } from "../peer.ts";
import { pythonProgram } from "../python-program.ts";

function emitter(name: string, title = name): Peer {
  return { name: title, version: installedVersion("test/emitters", name) };
}

export const TRACELOOP = emitter("@traceloop/node-server-sdk");
export const OPENINFERENCE = emitter("@arizeai/openinference-instrumentation-openai");
export const OPENINFERENCE_LANGCHAIN = emitter("@arizeai/openinference-instrumentation-langchain");
export const LANGFUSE = emitter("@langfuse/otel");
export const OPENTELEMETRY = emitter("@opentelemetry/instrumentation-openai");
export const AI_SDK = emitter("ai", "Vercel AI SDK");

export const OPENTELEMETRY_PYTHON = pythonProgram(
  "opentelemetry-instrumentation-openai-v2 (Python)",
  "test/interop/emitters/requirements.txt",
);
