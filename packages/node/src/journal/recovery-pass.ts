/** One pass of recovery over the folders of a journal. */
import { renameSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { closeRoots } from "./close-roots.ts";
import { deliverFolder } from "./deliver-folder.ts";
import { CLAIMED_FOLDER, FOLDER_SUFFIX, isMissing, listEntries, listOurs, STAGING_SUFFIX } from "./layout.ts";
import { BEAT_INTERVAL_MS, OwnFolder } from "./own-folder.ts";
import { findSurplus } from "./find-surplus.ts";
import { isAbandoned, isOfApplication } from "./owner.ts";
import { nextTurn } from "./pace.ts";
import { Quarantine } from "./quarantine.ts";
import { createTally, type Deliver, type RecoverySettings, type RecoveryTally } from "./recovery.ts";

/** Between making a folder and naming it a process needs a millisecond; one that died there left nothing else. */
const STAGING_AGE_MS = 60 * 60_000;

const MAX_LEFT_BYTES = 1024 * 1024 * 1024;

export class RecoveryPass {
  readonly tally: RecoveryTally = createTally();
  readonly #settings: RecoverySettings;
  readonly #deliver: Deliver;
  readonly #now: () => number;
  readonly #quarantine: Quarantine;
  /** Made when there is something to claim. */
  #own: OwnFolder | undefined;
  #isReceiverAway = false;

  constructor(settings: RecoverySettings, deliver: Deliver) {
    this.#settings = settings;
    this.#deliver = deliver;
    this.#now = settings.now ?? Date.now;
    this.#quarantine = new Quarantine(settings.directory, settings.maxRefusedBytes);
  }

  /** @throws the file system's error, when the directory itself does not work */
  async run(): Promise<void> {
    const { directory, signal } = this.#settings;
    const beats = setInterval(() => this.#beat(), BEAT_INTERVAL_MS);
    beats.unref();
    try {
      await nextTurn();
      for (const name of listOurs(directory, FOLDER_SUFFIX)) {
        if (signal?.aborted === true) return;
        await this.#take(join(directory, name));
        await nextTurn();
      }
      await this.#sweep();
      if (this.tally.left > 0) await this.#discardSurplus();
    } finally {
      clearInterval(beats);
      this.#giveUpOwn();
      this.#tellLosses();
    }
  }

  warn(error: unknown): void {
    const message = (error as { message?: string } | undefined)?.message ?? String(error);
    this.#tell(`what a dead process left in the journal in ${this.#settings.directory} is not recovered: ${message}`);
  }

  #tellLosses(): void {
    const { skippedLines, refused } = this.tally;
    const where = `of what dead processes left in the journal in ${this.#settings.directory}`;
    if (skippedLines > 0) this.#tell(`${skippedLines} line(s) ${where} were cut off or overwritten, and are lost`);
    if (refused > 0) this.#tell(`${refused} span(s) ${where} were refused by the receiver for good`);
  }

  #tell(message: string): void {
    try {
      this.#settings.warn?.(message);
    } catch {
      // The host's own function.
    }
  }

  async #take(path: string): Promise<void> {
    try {
      if (!isAbandoned(path, this.#now())) return;
      if (this.#isReceiverAway) {
        this.tally.left += 1;
        return;
      }
      if (!this.#isWanted(path)) return;
      this.#own ??= new OwnFolder(this.#settings.directory, this.#settings.application);
      const claimed = this.#own.claim(path);
      if (claimed !== undefined) await this.#recoverAll(claimed);
    } catch (error) {
      this.tally.left += 1;
      this.warn(error);
    }
  }

  #isWanted(path: string): boolean {
    const { isOwnOnly = false, application = "" } = this.#settings;
    return !isOwnOnly || isOfApplication(path, application);
  }

  /** With what it had claimed itself, if it was a recoverer's. */
  async #recoverAll(claimed: string): Promise<void> {
    const folders = [claimed];
    for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
      for (const name of listOurs(join(folder, CLAIMED_FOLDER), FOLDER_SUFFIX)) {
        const nested = join(folder, CLAIMED_FOLDER, name);
        const isWanted = this.#isWanted(nested);
        const path = join(isWanted ? join(claimed, "..") : this.#settings.directory, name);
        renameSync(nested, path);
        if (isWanted) folders.push(path);
      }
      await this.#recover(folder);
    }
  }

  async #recover(folder: string): Promise<void> {
    let isDone = false;
    try {
      isDone = !this.#isReceiverAway && (await this.#deliverAll(folder));
      if (isDone) await rm(folder, { recursive: true, force: true });
    } catch (error) {
      isDone = false;
      this.warn(error);
    }
    if (isDone) {
      this.tally.folders += 1;
      return;
    }
    this.tally.left += 1;
    // Its owner is dead still, so the next pass of whoever comes first takes it.
    renameSync(folder, join(this.#settings.directory, basename(folder)));
  }

  async #deliverAll(folder: string): Promise<boolean> {
    const { closed, skipped } = await closeRoots(folder);
    this.tally.closedRoots += closed;
    this.tally.skippedLines += skipped;
    const { maxBatchBytes, signal } = this.#settings;
    const delivery = { deliver: this.#deliver, quarantine: this.#quarantine, tally: this.tally, maxBatchBytes, signal };
    const isDelivered = await deliverFolder(folder, delivery);
    this.#isReceiverAway = !isDelivered;
    return isDelivered;
  }

  /** Without a receiver, process after process would fill the disk. */
  async #discardSurplus(): Promise<void> {
    const { directory, maxLeftBytes = MAX_LEFT_BYTES } = this.#settings;
    const folders = listOurs(directory, FOLDER_SUFFIX).map((name) => join(directory, name));
    const abandoned = folders.filter((path) => isAbandoned(path, this.#now()));
    for (const { path, bytes } of await findSurplus(abandoned, maxLeftBytes)) {
      this.#own ??= new OwnFolder(directory, this.#settings.application);
      const claimed = this.#own.claim(path);
      if (claimed === undefined) continue;
      await rm(claimed, { recursive: true, force: true });
      this.tally.left = Math.max(0, this.tally.left - 1);
      this.tally.discardedBytes += bytes;
      this.#tell(`the journal in ${directory} holds more than ${maxLeftBytes} bytes of dead processes: oldest deleted`);
    }
  }

  /** What processes left that died while they made a folder. */
  async #sweep(): Promise<void> {
    const { directory } = this.#settings;
    for (const name of listOurs(directory, STAGING_SUFFIX)) {
      const path = join(directory, name);
      const changedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? this.#now();
      if (this.#now() - changedMs > STAGING_AGE_MS) await rm(path, { recursive: true, force: true });
    }
  }

  #beat(): void {
    try {
      this.#own?.beat();
    } catch (error) {
      this.warn(error);
    }
  }

  #giveUpOwn(): void {
    const own = this.#own;
    this.#own = undefined;
    if (own === undefined) return;
    try {
      // What could not be put back is found by whoever claims this folder.
      if (listEntries(join(own.path, CLAIMED_FOLDER)).length > 0) own.release();
      else own.remove();
    } catch (error) {
      if (!isMissing(error)) this.warn(error);
    }
  }
}
