/** Where a journal writes: a folder that works, or none until the next try. */
import { isMissing } from "./layout.ts";
import type { Outage } from "./outage.ts";
import { OwnFolder } from "./own-folder.ts";
import { syncFolder } from "./sync-folder.ts";
import { SegmentLog, type SegmentLogSettings } from "./segment-log.ts";

/** Writing to a file works on after its folder was removed, so the folder is looked at this often while spans come. */
const LOOK_INTERVAL_MS = 1_000;

export interface PlaceSettings extends Omit<SegmentLogSettings, "onFault"> {
  readonly directory: string;
  readonly application?: string | undefined;
  readonly outage: Outage;
  readonly now: () => number;
  /** Runs when a folder is new and empty. */
  readonly onOpen: () => void;
}

/** A folder that works. */
export interface WorkingFolder {
  readonly folder: OwnFolder;
  readonly log: SegmentLog;
}

export class Place {
  readonly #settings: PlaceSettings;
  #working: WorkingFolder | undefined;
  /** Positions go on in the next folder. */
  #end = 0;
  #lookedAtMs = 0;
  #isClosed = false;
  #lost = 0;

  constructor(settings: PlaceSettings) {
    this.#settings = settings;
  }

  /** Spans that were in folders which somebody removed, at most. */
  get lost(): number {
    return this.#lost;
  }

  /** Position after the last span. */
  get end(): number {
    return this.#working?.log.end ?? this.#end;
  }

  /** The folder as it was last seen. */
  get working(): WorkingFolder | undefined {
    return this.#working;
  }

  /** The folder if it works now. Gives a sign of life, and opens another folder where this one is gone. */
  ready(): WorkingFolder | undefined {
    if (this.#isClosed || this.#settings.outage.isOn) return undefined;
    const nowMs = this.#settings.now();
    // The clock may be set back.
    if (this.#working !== undefined && Math.abs(nowMs - this.#lookedAtMs) < LOOK_INTERVAL_MS) return this.#working;
    this.#lookedAtMs = nowMs;
    this.#look();
    if (this.#working === undefined) this.attempt(() => this.#open());
    return this.#working;
  }

  /** Runs what needs the disk. After a failure nothing more is tried for a while. Undefined then. */
  attempt<T>(work: () => T): T | undefined {
    try {
      const result = work();
      this.#settings.outage.end();
      return result;
    } catch (error) {
      this.#settings.outage.begin(error, `the journal in ${this.#settings.directory}`);
      this.#leaveIfRemoved(error);
      return undefined;
    }
  }

  /** @returns the folder, to be removed or released */
  close(): OwnFolder | undefined {
    const working = this.#working;
    this.#end = this.end;
    this.#isClosed = true;
    this.#working = undefined;
    working?.log.close();
    return working?.folder;
  }

  #open(): void {
    const { directory, segmentBytes, sync, outage, onOpen } = this.#settings;
    const folder = new OwnFolder(directory, this.#settings.application);
    if (sync !== "never") syncFolder(directory);
    const onFault = (error: unknown): void => outage.begin(error, `syncing the journal in ${directory}`);
    this.#working = { folder, log: new SegmentLog(folder.path, this.#end, { segmentBytes, sync, onFault }) };
    onOpen();
  }

  #look(): void {
    try {
      this.#working?.folder.beat();
    } catch (error) {
      this.#leaveIfRemoved(error);
    }
  }

  /** The folder is gone, or was taken by somebody who believed us dead: what was in it is not ours any more. */
  #leaveIfRemoved(error: unknown): void {
    if (this.#working === undefined || !isMissing(error)) return;
    const { log } = this.#working;
    this.#working = undefined;
    this.#end = log.end;
    this.#lost += log.spans;
    const message = "somebody removed the journal's folder: unsent spans that were in it are in memory only";
    this.#settings.outage.warnOnce("removed", message);
    log.close();
  }
}
