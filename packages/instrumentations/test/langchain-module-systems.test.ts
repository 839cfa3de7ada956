/** However an application loads LangChain, and whenever: its runs are seen, once, and nothing is printed. */
import { dirname, join } from "node:path";
import { type Application, createApplication } from "./support/application.ts";

const RUN = ["execute_tool shout", "say", "invoke_workflow LangGraph", "start"];

const NEWER = join(__dirname, "..");
const OLDER = dirname(require.resolve("langchain-0/package.json"));

describe.each([
  [
    "1",
    NEWER,
    [
      ["requires-before.cjs", 1],
      ["requires-after.cjs", 1],
      ["imports-after.mjs", 1],
      ["imports-later.mjs", 1],
      ["imports-and-requires.mjs", 2],
      ["never-imports.mjs", 0],
    ] as const,
  ],
  // Its files have the same names; those of each module system are found.
  ["0", OLDER, [["imports-and-requires.mjs", 2]] as const],
])("with LangChain %s.x, an application", (_line, folder, applications) => {
  let application: Application;
  beforeAll(() => {
    application = createApplication("openai7", "openai6");
    for (const name of ["@langchain/core", "@langchain/langgraph"]) application.addPackage(name, folder);
  });
  afterAll(() => application.remove());

  it.concurrent.each(applications)("that is %s has %i runs seen", async (file, runs) => {
    const { spans, active, problems } = JSON.parse(await application.run(`langchain/${file}`)) as Record<
      string,
      string[]
    >;
    expect({ spans, active, problems }).toEqual({
      spans: Array.from({ length: runs }, () => RUN).flat(),
      active: Array.from({ length: runs }, () => "say"),
      problems: [],
    });
  });
});
