/** What `init` and `shutdown` leave behind when they are called again and again. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const CYCLES = `
  import { queryObjects } from "node:v8";
  import { init, shutdown } from ${JSON.stringify(join(__dirname, "../src/index.ts"))};
  import { OpenAIInstrumentation } from "@rootspan/instrumentations/openai";
  const exporter = { export: (_spans, done) => done({ code: 0 }), shutdown: async () => {} };
  for (let cycle = 0; cycle < 100; cycle += 1) {
    init({ autoStartSession: false, exporter, hostEnvironment: "off", journal: false });
    await shutdown();
  }
  console.log(queryObjects(OpenAIInstrumentation));
`;

it("does not grow: one instrumentation serves all cycles", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-warnings", "--conditions=@rootspan/source", "--input-type=module", "--eval", CYCLES],
    { cwd: join(__dirname, ".."), encoding: "utf8", timeout: 120_000 },
  );
  expect(`${stdout}${stderr}`).toBe("1\n");
});
