/** What the provider does with one request. */
import type { Answer } from "./answer.ts";
import type { ProviderRequest } from "./request.ts";

/** Decides the reply to one request. */
export type Script = (request: ProviderRequest) => Reply | Promise<Reply>;

export type Reply =
  /** An answer of the model: JSON, or SSE when the request said `stream: true`. */
  | {
      readonly type: "answer";
      readonly answer: Answer;
      readonly gzip?: boolean;
      /** Pause before the first byte, and between the chunks of a stream. */
      readonly delayMs?: number;
    }
  /** Any status, any body: what the other kinds cannot say. */
  | {
      readonly type: "raw";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body: string;
      /** Pause before the first byte. */
      readonly delayMs?: number;
    }
  /** SSE frames to the letter, and how the connection goes on after them. */
  | {
      readonly type: "frames";
      readonly frames: readonly string[];
      readonly ending: "end" | "reset" | "silence" | "repeat";
      /** What is repeated without end, where that is not all. */
      readonly repeated?: readonly string[];
    };

/** An error in OpenAI's shape. */
export function failure(
  status: number,
  error: { readonly message: string; readonly type: string; readonly code?: string | null },
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    type: "raw",
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ error: { param: null, code: null, ...error } }),
  };
}

/** One SSE frame with a JSON payload. */
export function frame(payload: unknown, event?: string): string {
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(payload)}\n\n`;
}

export const DONE_FRAME = "data: [DONE]\n\n";
