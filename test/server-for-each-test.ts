/** A real server of its own for each test of a file, with an empty store, and a folder that is gone afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer, type RunningServer, type ServerOptions } from "@rootspan/server";

export interface TestServer {
  readonly url: string;
  readonly folder: string;
  /** The body of the answer, which is JSON. @param path with its leading slash */
  get<T>(path: string): Promise<T>;
}

/** Registers the hooks: to be called once, at the top of the file. What it returns is that of the test that runs. */
export function serverForEachTest(options: Omit<ServerOptions, "port" | "store"> = {}): TestServer {
  let folder: string;
  let server: RunningServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "rootspan-test-"));
    server = await openServer({ ...options, port: 0, store: `sqlite:${join(folder, "test.db")}` });
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  return {
    get url() {
      return server.url;
    },
    get folder() {
      return folder;
    },
    get: async <T>(path: string) => (await (await fetch(`${server.url}${path}`)).json()) as T,
  };
}
