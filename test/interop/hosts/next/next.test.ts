/** A Next.js application: route handlers of the app router, built and started. */
import { describeService, type Way } from "../describe-service.ts";
import { NEXT } from "../host.ts";

const WAY: Omit<Way, "title"> = {
  build: ["next", "build"],
  command: ["next", "start", "--hostname", "127.0.0.1", "--port", "0"],
  failure: "Error: no weather in Hanoi",
  environment: { NEXT_TELEMETRY_DISABLED: "1" },
  plain: (text) => text.replaceAll(/ (in|took) [\d.]+m?s$/gm, ""),
};

describeService(
  NEXT,
  ["agent.ts"],
  [{ ...WAY, title: "with serverExternalPackages: a server does what it did, and each request is a session" }],
);
