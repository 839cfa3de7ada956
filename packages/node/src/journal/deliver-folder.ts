/** Sends what a dead process has left, and deletes what a receiver has. */
import { AcknowledgedFile, readAcknowledged } from "./acknowledged.ts";
import { toExportBody } from "./export-body.ts";
import { listSegments } from "./layout.ts";
import type { Quarantine } from "./quarantine.ts";
import { type Batch, readBatches } from "./read-batches.ts";
import type { Deliver, RecoveryTally } from "./recovery.ts";
import { unlinkIfThere } from "./unlink-if-there.ts";

const MAX_BATCH_BYTES = 1024 * 1024;
/** Halving a batch of 256 finds two bad spans within this. */
const MAX_SPLITS = 32;

export interface FolderDelivery {
  readonly deliver: Deliver;
  readonly quarantine: Quarantine;
  readonly tally: RecoveryTally;
  readonly maxBatchBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Sends the segments of the folder in order; each batch is acknowledged on disk before the next one is sent, so that
 * whoever takes over sends no more than one batch twice.
 * @returns false when the rest shall be sent later
 * @throws the file system's error
 */
export async function deliverFolder(folder: string, delivery: FolderDelivery): Promise<boolean> {
  const { tally, maxBatchBytes = MAX_BATCH_BYTES, signal } = delivery;
  const { position, lastEntryMs } = readAcknowledged(folder);
  const acknowledged = new AcknowledgedFile(folder);
  const sender = new Sender(delivery);
  try {
    for (const { path, base } of listSegments(folder)) {
      for await (const batch of readBatches(path, Math.max(0, position - base), maxBatchBytes)) {
        if (signal?.aborted === true || !(await sender.send(batch))) return false;
        tally.skippedLines += batch.skipped;
        acknowledged.write({ position: base + batch.end, lastEntryMs });
      }
      unlinkIfThere(path);
    }
    return true;
  } finally {
    acknowledged.close();
  }
}

class Sender {
  readonly #delivery: FolderDelivery;
  /** Whether it is worth while to look for the bad span of a batch: a receiver may refuse whatever it gets. */
  #isPicky = true;

  constructor(delivery: FolderDelivery) {
    this.#delivery = delivery;
  }

  /** @returns false when the batch shall be sent later; parts of it may have been accepted */
  async send({ lines }: Batch): Promise<boolean> {
    const { quarantine, tally } = this.#delivery;
    let accepted = 0;
    let splits = 0;
    // What is refused is halved, so that a bad span takes no good ones with it.
    const parts: (readonly string[])[] = lines.length === 0 ? [] : [lines];
    for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
      const answer = await this.#post(part);
      if (answer === "later") return false;
      if (answer === "accepted") {
        accepted += part.length;
      } else if (typeof answer === "object") {
        // Which ones it does not say, so that none can be kept aside.
        const rejected = Math.min(answer.rejected, part.length);
        accepted += part.length - rejected;
        tally.refused += rejected;
      } else if (part.length > 1 && this.#isPicky && splits < MAX_SPLITS) {
        splits += 1;
        const half = Math.ceil(part.length / 2);
        parts.unshift(part.slice(0, half), part.slice(half));
      } else {
        quarantine.keep(part);
        tally.refused += part.length;
      }
    }
    tally.recovered += accepted;
    this.#isPicky = lines.length === 0 || accepted > 0;
    return true;
  }

  async #post(lines: readonly string[]): ReturnType<Deliver> {
    try {
      return await this.#delivery.deliver(toExportBody(lines));
    } catch {
      return "later";
    }
  }
}
