/** Delivers what lies there for a key that the receiver does not accept any more: see ADR 6. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { log } from "@rootspan/sdk";
import type { Answer } from "./answer.ts";
import { FILE_MODE, FOLDER_MODE } from "./journal/layout.ts";
import { recoverJournals } from "./journal/recover-journals.ts";
import type { Deliver } from "./journal/recovery.ts";
import { KEY_REFUSALS } from "./refusal.ts";

/** In the folder of a key: the receiver has refused it. */
const REFUSED_FILE = "key-refused";
/** In the folder of a key: the project that it is of. */
const PROJECT_FILE = "project";

const KEY_FOLDER = /^[0-9a-f]{16}$/;
const INTERVAL_MS = 30_000;

export interface AdoptionSettings {
  /** Of the own key; those of other keys for the same receiver lie beside it. */
  readonly directory: string;
  readonly application: string;
  readonly warn: (message: string) => void;
}

/** Nothing of it throws, and nothing keeps the process alive. */
export class Adoption {
  readonly #settings: AdoptionSettings;
  readonly #deliver: Deliver;
  readonly #stopping = new AbortController();
  /** What the receiver says to the own key; undefined until it has said something. */
  #isAccepted: boolean | undefined;
  #projectId: string | undefined;
  #recovered = 0;
  #pass: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: AdoptionSettings, deliver: Deliver) {
    this.#settings = settings;
    this.#deliver = deliver;
  }

  /** Spans of dead processes that a receiver accepted. */
  get recovered(): number {
    return this.#recovered;
  }

  heard(answer: Answer): void {
    const isRefused = !answer.isAccepted && KEY_REFUSALS.has(answer.status);
    if ((!answer.isAccepted && !isRefused) || this.#isAccepted === answer.isAccepted) return;
    this.#isAccepted = answer.isAccepted;
    if (isRefused) {
      this.#write(REFUSED_FILE, "");
    } else {
      this.#attempt((directory) => rmSync(join(directory, REFUSED_FILE), { force: true }));
      this.#pass ??= this.#run();
    }
  }

  belongsTo(projectId: string): void {
    this.#projectId = projectId;
    this.#write(PROJECT_FILE, projectId);
  }

  /** Resolves when the pass that is at work is over. */
  async idle(): Promise<void> {
    await this.#pass;
  }

  stop(): void {
    this.#stopping.abort();
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { directory, application, warn } = this.#settings;
    try {
      for (const folder of this.#refusedFolders()) {
        if (signal.aborted || this.#isAccepted !== true) break;
        const settings = { directory: folder, application, isOwnOnly: true, warn, signal };
        this.#recovered += (await recoverJournals(settings, this.#deliver)).recovered;
      }
    } catch (error) {
      log.debug(`what lies beside ${directory} is not looked at`, error);
    }
    if (signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#pass = this.#run();
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  #refusedFolders(): readonly string[] {
    const { directory } = this.#settings;
    return readdirSync(dirname(directory))
      .filter((name) => KEY_FOLDER.test(name) && name !== basename(directory))
      .map((name) => join(dirname(directory), name))
      .filter((folder) => existsSync(join(folder, REFUSED_FILE)) && this.#isOfOwnProject(folder));
  }

  /** Of a key that was never accepted, no project is known. */
  #isOfOwnProject(folder: string): boolean {
    const path = join(folder, PROJECT_FILE);
    return !existsSync(path) || readFileSync(path, "utf8") === this.#projectId;
  }

  #write(name: string, text: string): void {
    this.#attempt((directory) => {
      mkdirSync(directory, { recursive: true, mode: FOLDER_MODE });
      writeFileSync(join(directory, name), text, { mode: FILE_MODE });
    });
  }

  #attempt(change: (directory: string) => void): void {
    const { directory } = this.#settings;
    try {
      change(directory);
    } catch (error) {
      log.debug(`what is known of the key cannot be kept in ${directory}`, error);
    }
  }
}
