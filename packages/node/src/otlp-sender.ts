/** The one way out: posts export requests, whoever has made them, and reads the answer (ADR 8). */
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import { type Answer, toAnswer } from "./answer.ts";
import type { Connection } from "./connection.ts";
import { sendRequest } from "./http-request.ts";

const compress = promisify(gzip);

/** What is smaller fits into one packet as it is. */
const MIN_COMPRESSED_BYTES = 1_024;

export class OtlpSender {
  readonly #connection: Connection;
  readonly #limitMs: number;
  #listener: (answer: Answer) => void = () => {};
  #nextMs = 0;

  constructor(connection: Connection, limitMs: number) {
    this.#connection = connection;
    this.#limitMs = limitMs;
  }

  /** @param listener told of each answer, before whoever has asked */
  watch(listener: (answer: Answer) => void): void {
    this.#listener = listener;
  }

  /** Whether the receiver has asked to be left alone, and the time is not over. */
  isAskedToWait(): boolean {
    return Date.now() < this.#nextMs;
  }

  /**
   * One request, and no other: whether and when there is another one is the caller's to say. Never rejects; does not
   * keep the process alive, so a caller who waits for it must.
   */
  async send(body: Uint8Array | string, type: string): Promise<Answer> {
    const answer = await this.#post(body, type);
    this.#nextMs = answer.isAccepted || answer.retryAfterMs === undefined ? 0 : Date.now() + answer.retryAfterMs;
    this.#listener(answer);
    return answer;
  }

  async #post(text: Uint8Array | string, type: string): Promise<Answer> {
    const { url, headers, isCompressed, agent } = this.#connection;
    try {
      const isGzip = isCompressed && text.length >= MIN_COMPRESSED_BYTES;
      const body = isGzip ? await compress(text, { level: constants.Z_BEST_SPEED }) : Buffer.from(text);
      const answer = await sendRequest(url, {
        method: "POST",
        headers: {
          ...headers,
          "content-type": type,
          "content-length": String(body.length),
          ...(isGzip && { "content-encoding": "gzip" }),
        },
        body,
        agent,
        idleLimitMs: this.#limitMs,
        limitMs: this.#limitMs,
        isBackground: true,
      });
      return toAnswer(answer, type, Date.now());
    } catch (error) {
      return { isAccepted: false, status: 0, error: error as Error };
    }
  }
}
