/** Runs an emitter as a process of its own. */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import type { Provider } from "./provider.ts";

export interface EmitterSurroundings {
  readonly provider: Provider;
  /** Where OTLP goes, without `/v1/traces`. */
  readonly receiverUrl: string;
  /** Of the receiver: with it, emitters send as users set them up; without, in JSON that can be recorded. */
  readonly receiverKey?: string;
}

export interface EmitterRun {
  readonly code: number | null;
  readonly printed: string;
}

/** @param command and its arguments, seen from the folder of the emitters */
export async function runEmitter(
  command: string,
  args: readonly string[],
  { provider, receiverUrl, receiverKey }: EmitterSurroundings,
): Promise<EmitterRun> {
  const child = spawn(command, args, {
    cwd: "test/emitters",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      OTEL_SERVICE_NAME: "weather",
      EMITTER_CHAT_URL: provider.chatUrl,
      EMITTER_OTHER_URL: provider.otherUrl,
      EMITTER_RECEIVER_URL: receiverUrl,
      ...(receiverKey !== undefined && {
        EMITTER_RECEIVER_KEY: receiverKey,
        OTEL_EXPORTER_OTLP_ENDPOINT: receiverUrl,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${receiverKey}`,
        OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "true",
      }),
    },
  });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: code as number | null, printed: `${output}${errors}` };
}

/** @param name of a file in `emit` */
export function runEmitterOf(name: string, surroundings: EmitterSurroundings): Promise<EmitterRun> {
  return runEmitter(process.execPath, ["--conditions=@rootspan/source", `emit/${name}.ts`], surroundings);
}
