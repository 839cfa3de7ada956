/** What applications find on their machine: a model, and our server. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SessionItem, SessionStats } from "@rootspan/model/rest";
import type { LoopbackProvider } from "loopback-provider";
import { drawSession } from "../../draw-session.ts";
import { eventually } from "../eventually.ts";
import { HostProcess } from "./host-process.ts";
import { startProvider } from "./weather.ts";

/** A session as the server has it. */
export interface SeenSession {
  readonly item: SessionItem;
  readonly stats: SessionStats;
  /** As `drawSession` draws it. */
  readonly tree: string;
  /** All that was recorded, as text. */
  readonly text: string;
}

export class Surroundings {
  readonly url: string;
  readonly #folder: string;
  readonly #provider: LoopbackProvider;
  readonly #server: HostProcess;
  /** Of earlier tests. */
  #forgotten: ReadonlySet<string> = new Set();

  private constructor(folder: string, provider: LoopbackProvider, server: HostProcess, url: string) {
    this.#folder = folder;
    this.#provider = provider;
    this.#server = server;
    this.url = url;
  }

  static async open(): Promise<Surroundings> {
    const folder = mkdtempSync(join(tmpdir(), "rootspan-hosts-"));
    const store = `sqlite:${join(folder, "test.db")}`;
    const serve = ["packages/server/src/main.ts", "serve", "--port", "0", "--store", store];
    const server = new HostProcess(".", ["node", "--conditions=@rootspan/source", ...serve], { HOME: folder });
    return new Surroundings(folder, await startProvider(), server, await server.url());
  }

  get environment(): Readonly<Record<string, string>> {
    return { OPENAI_BASE_URL: this.#provider.url, OPENAI_API_KEY: "sk-loopback", ROOTSPAN_ENDPOINT: this.url };
  }

  /**
   * The sessions that are over, once there are as many; sorted by how they are drawn. What else an application traces,
   * and sends here too, is none.
   */
  async sessions(count: number): Promise<readonly SeenSession[]> {
    const look = async (): Promise<readonly SeenSession[]> => {
      const items = (await this.#items()).filter(({ id }) => !this.#forgotten.has(id));
      const seen = await Promise.all(items.map((item) => this.#see(item)));
      return seen.filter(({ tree }) => tree.startsWith("session"));
    };
    const seen = await eventually(look, (found) => found.filter(({ item }) => !item.running).length >= count);
    return seen.toSorted((a, b) => (a.tree < b.tree ? -1 : 1));
  }

  async #see(item: SessionItem): Promise<SeenSession> {
    return {
      item,
      stats: await this.#get<SessionStats>(`/v2/sessions/${item.id}/stats`),
      tree: await drawSession(this.url, item.id),
      text: JSON.stringify(await this.#get(`/v2/sessions/${item.id}/export`)),
    };
  }

  /** The next test begins with no sessions. */
  async forget(): Promise<void> {
    this.#forgotten = new Set((await this.#items()).map(({ id }) => id));
  }

  async close(): Promise<void> {
    await this.#server.stop();
    await this.#provider.close();
    rmSync(this.#folder, { recursive: true });
  }

  async #items(): Promise<readonly SessionItem[]> {
    return (await this.#get<{ sessions: readonly SessionItem[] }>("/v2/sessions?limit=100")).sessions;
  }

  async #get<T>(path: string): Promise<T> {
    return (await (await fetch(`${this.url}${path}`)).json()) as T;
  }
}
