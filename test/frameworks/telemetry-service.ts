/** A service with telemetry of its own; its answer to `/spans` is what its exporter got. */
import type { AddressInfo } from "node:net";
import { http, ownSpans } from "./own-telemetry.ts";
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { httpSessions, init, shutdown } from "rootspan";
import { think } from "./think.ts";

const told: string[] = [];
const tell = (_name: string, ...rest: unknown[]): void => void told.push(rest.join(" "));
diag.setLogger({ error: tell, warn: tell, info() {}, debug() {}, verbose() {} }, DiagLogLevel.WARN);

init({ autoStartSession: false });
const handed: (readonly string[])[] = [];
const server = http.createServer(
  httpSessions((request, response) => {
    if (request.url === "/spans") {
      response.end(JSON.stringify({ spans: ownSpans(), handed, told }));
      return;
    }
    const { rawHeaders } = request;
    handed.push(rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === "traceparent"));
    think();
    response.end();
  }),
);
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.stdin.resume().once("end", () => {
  server.close();
  void shutdown();
});
