/** Knows when every request that came has its answer. */
import type { IncomingMessage, Server, ServerResponse } from "node:http";

export interface RequestsUnderWay {
  /** Resolves when there are none, which may be at once. */
  none(): Promise<void>;
}

/** Call it before the server listens. */
export function watchRequests(server: Server): RequestsUnderWay {
  let count = 0;
  let waiting: (() => void)[] = [];
  server.on("request", (_request: IncomingMessage, response: ServerResponse) => {
    count += 1;
    response.once("close", () => {
      count -= 1;
      if (count > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    });
  });
  return {
    none: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
