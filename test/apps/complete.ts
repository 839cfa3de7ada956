/** A session with everything that one can have; the first argument is a file that is its video. */
import { init } from "rootspan";

const session = init({ sessionName: "complete", defaultTags: ["a"] });
session.addTags("b");
session.record({ kind: "action", name: "work" });
await session.end("Success", { reason: "done", video: process.argv[2]! });
console.log(
  JSON.stringify({
    id: session.id,
    projectId: session.projectId,
    video: session.video,
    url: session.url,
    environment: session.hostEnvironment,
  }),
);
