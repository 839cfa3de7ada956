/** A service on `node:http` that thinks once a request; prints its address, and ends with its input. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { httpSessions, init, shutdown } from "rootspan";
import { think } from "./think.ts";

init({ autoStartSession: false });
const server = createServer(
  httpSessions(
    (_request, response) => {
      think();
      response.end();
    },
    { session: () => ({ name: "by headers" }) },
  ),
);
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.stdin.resume().once("end", () => {
  server.close();
  void shutdown();
});
