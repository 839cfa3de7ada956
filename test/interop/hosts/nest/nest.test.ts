/** A service on NestJS, with its Express. */
import { describeService } from "../describe-service.ts";
import { NEST } from "../host.ts";

describeService(
  NEST,
  ["agent.ts"],
  [
    {
      title: "a service does what it did, and each request is a session",
      build: ["tsc"],
      command: ["node", "dist/main.js"],
      plain: (text) => text.replaceAll(/\d+  - .*?(?=ERROR)/g, "TIME "),
    },
  ],
);
