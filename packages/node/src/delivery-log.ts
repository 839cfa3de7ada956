/** What people are told of the delivery: news, and the same again only rarely. */
import { log } from "@rootspan/sdk";
import { KEY_REFUSALS } from "./refusal.ts";

const SILENCE_MS = 10 * 60_000;
/** Receivers that put something else into every message are still heard, more often. */
const MAX_REMEMBERED = 100;

export class DeliveryLog {
  /** When what was told last, by what it was about. */
  readonly #told = new Map<string, number>();
  /** What had been exported when the receiver went away. */
  #exportedBefore: number | undefined;

  /** An attempt failed, and another one follows. */
  failed(status: number, error: unknown, { exported, waiting }: { exported: number; waiting: number }): void {
    this.#exportedBefore ??= exported;
    if (!this.#isNews(`failure ${status}`)) return;
    if (KEY_REFUSALS.has(status)) {
      log.error(
        `the receiver does not accept the key (apiKey, headers); ${waiting} span(s) wait for another one`,
        error,
      );
    } else {
      log.warn(`export failed and is tried again; ${waiting} span(s) wait`, error);
    }
  }

  /** Nothing waits any more, or an attempt succeeded. */
  isBack(exported: number): void {
    if (this.#exportedBefore === undefined) return;
    log.info(`the receiver is back; ${exported - this.#exportedBefore} span(s) delivered`);
    this.#exportedBefore = undefined;
    this.#told.clear();
  }

  refused(spans: number, error: unknown): void {
    if (this.#isNews("refused")) log.error(`${spans} span(s) are refused for good`, error);
  }

  partiallyAccepted(rejected: number, spans: number, message: string): void {
    if (rejected === 0 && message === "") return;
    if (!this.#isNews(message)) return;
    if (rejected === 0) log.warn(`the receiver accepted ${spans} span(s), and says: ${message}`);
    else log.error(`the receiver rejected ${rejected} of ${spans} span(s): ${message}`);
  }

  lost(spans: number): void {
    log.error(`${spans} span(s) are lost: the journal was removed while they waited in it`);
  }

  #isNews(about: string): boolean {
    const now = performance.now();
    const before = this.#told.get(about);
    if (before !== undefined && now - before < SILENCE_MS) return false;
    if (this.#told.size >= MAX_REMEMBERED) this.#told.clear();
    this.#told.set(about, now);
    return true;
  }
}
