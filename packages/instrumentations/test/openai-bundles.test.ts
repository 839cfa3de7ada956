/** Applications that a bundler made one file of: what is handed over is seen; what cannot be seen is told, once. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Application, createApplication } from "./support/application.ts";

const run = promisify(execFile);
const CALL = "chat gpt-4o-mini";

let application: Application;
beforeAll(() => {
  application = createApplication("openai7", "openai5");
});
afterAll(() => application.remove());

interface Bundle {
  readonly file: string;
  /** Packages that stay out of it, as `serverExternalPackages` of Next.js says. */
  readonly outside?: readonly string[];
  readonly options?: readonly string[];
}

/** The bundler's program: inside Jest, its library does not trust the classes it finds. */
async function bundleAndRun(
  name: string,
  { file, outside = [], options = [] }: Bundle,
): Promise<Record<string, string[]>> {
  // Some packages require parts of Node.js, which an ES module needs help with.
  const banner = `import { createRequire as forBundle } from "node:module"; const require = forBundle(import.meta.url);`;
  await run(
    process.execPath,
    [
      require.resolve("esbuild/bin/esbuild"),
      join(application.folder, file),
      "--bundle",
      "--platform=node",
      "--log-level=error",
      "--format=esm",
      "--conditions=@rootspan/source",
      `--banner:js=${banner}`,
      ...outside.map((packageName) => `--external:${packageName}`),
      ...options,
      `--outfile=${join(application.folder, name)}`,
    ],
    { cwd: application.folder },
  );
  return JSON.parse(await application.run(name)) as Record<string, string[]>;
}

const OWN = ["@rootspan/*", "@opentelemetry/*"];

it.concurrent.each<[name: string, bundle: Bundle]>([
  ["a-class-handed-over.mjs", { file: "bundled-class.mjs" }],
  ["a-class-handed-over-minified.mjs", { file: "bundled-class.mjs", options: ["--minify"] }],
  ["a-client-wrapped-with-us-outside.mjs", { file: "bundled-client.mjs", outside: OWN }],
])("sees the calls of %s, and says of the copy in the bundle what it needs", async (name, bundle) => {
  const { spans, problems } = await bundleAndRun(name, bundle);
  expect(spans).toEqual([CALL]);
  expect(problems).toEqual([
    expect.stringMatching(/^openai is part of the bundle .*: its calls are not seen\. Hand it over: /),
  ]);
});

it.concurrent.each<[name: string, bundle: Bundle]>([
  ["all-in-one.mjs", { file: "bundled-found.mjs" }],
  ["all-in-one-minified.mjs", { file: "bundled-found.mjs", options: ["--minify"] }],
  ["openai-inside-and-us-outside.mjs", { file: "bundled-found.mjs", outside: OWN }],
])("cannot see the calls of %s, and says why and what to do", async (name, bundle) => {
  const { spans, answers, problems } = await bundleAndRun(name, bundle);
  expect({ spans, answers: answers!.length }).toEqual({ spans: [], answers: 1 });
  expect(problems).toEqual([
    `openai is part of the bundle ${join(application.folder, name)}: its calls are not seen. ` +
      "Hand it over: init({ instrument: { openai: OpenAI } }), or wrapOpenAI(client); " +
      "or keep both openai and rootspan out of the bundle.",
  ]);
});

it.concurrent.each<[name: string, bundle: Bundle]>([
  ["both-outside.mjs", { file: "bundled-found.mjs", outside: ["openai", ...OWN] }],
  ["us-inside-and-openai-outside.mjs", { file: "bundled-found.mjs", outside: ["openai"] }],
])("sees the calls of %s, with nothing to say", async (name, bundle) => {
  const { spans, problems } = await bundleAndRun(name, bundle);
  expect({ spans, problems }).toEqual({ spans: [CALL], problems: [] });
});

it("says what it needs of bundles in many files, such as those of Next.js, where it cannot look into each", async () => {
  const { spans, problems } = await bundleAndRun(".next/later.mjs", { file: "bundled-later.mjs", outside: ["openai"] });
  expect(spans).toEqual([CALL]);
  expect(problems).toEqual([
    expect.stringMatching(
      /^rootspan is part of the bundle .*: if openai is too, its calls are not seen\. Hand it over: /,
    ),
  ]);
});
