/** Bundles that esbuild makes. */
import { describeRuns } from "../describe-runs.ts";
import { ESBUILD } from "../host.ts";

/** Some packages require parts of Node.js, which an ES module needs help with. */
const BANNER = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
const BUNDLE = ["esbuild", "--bundle", "--platform=node", "--format=esm", `--banner:js=${BANNER}`];

describeRuns(ESBUILD, "agent.ts", [
  {
    title: "makes one file of everything, whose run is a session when the libraries are handed over",
    build: [...BUNDLE, "--outfile=bundle.mjs", "handed-over.mts"],
    command: ["node", "bundle.mjs"],
  },
  {
    title: "makes one minified file of everything, whose run is a session when the libraries are handed over",
    build: [...BUNDLE, "--minify", "--outfile=bundle.mjs", "handed-over.mts"],
    command: ["node", "bundle.mjs"],
  },
  {
    title: "leaves packages out of the bundle, whose run is a session without more",
    build: [...BUNDLE, "--packages=external", "--outfile=bundle.mjs", "script.mts"],
    command: ["node", "bundle.mjs"],
  },
]);
