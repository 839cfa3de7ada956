/** A folder of this process: others see by it that its owner lives, and leave it alone. */
import { mkdirSync, renameSync, rmdirSync, rmSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  ACKNOWLEDGED_FILE,
  CLAIMED_FOLDER,
  createName,
  FILE_MODE,
  FOLDER_MODE,
  FOLDER_SUFFIX,
  isMissing,
  OWNER_FILE,
  STAGING_SUFFIX,
} from "./layout.ts";
import { describeOwner } from "./owner.ts";

/** How often a folder needs a sign of life: see the silences in `owner.ts`. */
export const BEAT_INTERVAL_MS = 10_000;

export class OwnFolder {
  readonly path: string;
  readonly #application: string | undefined;

  /**
   * @param application as of `JournalSettings`
   * @throws the file system's error
   */
  constructor(directory: string, application?: string) {
    this.#application = application;
    mkdirSync(directory, { recursive: true, mode: FOLDER_MODE });
    const name = createName();
    this.path = join(directory, `${name}${FOLDER_SUFFIX}`);
    // Under its name a folder always has an owner, whenever this process dies.
    const staging = join(directory, `${name}${STAGING_SUFFIX}`);
    try {
      mkdirSync(staging, { mode: FOLDER_MODE });
      writeFileSync(join(staging, OWNER_FILE), describeOwner(false, application), { mode: FILE_MODE });
      renameSync(staging, this.path);
    } catch (error) {
      rmSync(staging, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Gives a sign of life.
   * @throws the file system's error; `ENOENT` when somebody has removed the folder, or taken it for a dead process's
   */
  beat(): void {
    const now = new Date();
    utimesSync(join(this.path, OWNER_FILE), now, now);
  }

  /**
   * Takes the folder of a dead process into this one. A rename happens once, so of several processes one succeeds; and
   * at no moment is the folder without an owner, dead or alive. When this process dies, it is claimed with what it has.
   * @returns the new path; undefined when another process was quicker
   */
  claim(path: string): string | undefined {
    const claimed = join(this.path, CLAIMED_FOLDER, basename(path));
    mkdirSync(join(this.path, CLAIMED_FOLDER), { recursive: true, mode: FOLDER_MODE });
    try {
      renameSync(path, claimed);
      return claimed;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Leaves the folder to whoever comes next, this process included, although its owner lives. */
  release(): void {
    const path = join(this.path, OWNER_FILE);
    writeFileSync(`${path}${STAGING_SUFFIX}`, describeOwner(true, this.#application), { mode: FILE_MODE });
    renameSync(`${path}${STAGING_SUFFIX}`, path);
  }

  /** @throws the file system's error; `ENOTEMPTY` when something is left in it, which then has no owner */
  remove(): void {
    for (const name of [CLAIMED_FOLDER, ACKNOWLEDGED_FILE, OWNER_FILE]) {
      try {
        if (name === CLAIMED_FOLDER) rmdirSync(join(this.path, name));
        else unlinkSync(join(this.path, name));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    rmdirSync(this.path);
  }
}
