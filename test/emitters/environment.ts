/** What an emitter's process is given. */
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: emitters are started by run-emitter.ts`);
  return value;
}

/** Base URL of chat. */
export const CHAT_URL: string = variable("EMITTER_CHAT_URL");
/** Base URL of embeddings and responses. */
export const OTHER_URL: string = variable("EMITTER_OTHER_URL");
/** Where OTLP goes, without `/v1/traces`. */
export const RECEIVER_URL: string = variable("EMITTER_RECEIVER_URL");

/** The receiver's key, for emitters that send by an exporter of their own. None where they are recorded. */
export const RECEIVER_KEY: string | undefined = process.env["EMITTER_RECEIVER_KEY"];

/** OTLP in JSON, so that fixtures can be read by people. */
export function createExporter(): OTLPTraceExporter {
  return new OTLPTraceExporter({ url: `${RECEIVER_URL}/v1/traces` });
}
