/** However an application loads LangChain, and whenever: its runs are seen, once, and nothing is printed. */
import { dirname, join } from "node:path";
import { type Application, createApplication } from "./support/application.ts";

const RUN = ["execute_tool shout", "say", "invoke_workflow LangGraph", "start"];

describe.each([
  ["1", join(__dirname, "..")],
  ["0", dirname(require.resolve("langchain-0/package.json"))],
])("with LangChain %s.x, an application", (_line, folder) => {
  let application: Application;
  beforeAll(() => {
    application = createApplication("openai7", "openai6");
    for (const name of ["@langchain/core", "@langchain/langgraph"]) application.addPackage(name, folder);
  });
  afterAll(() => application.remove());

  it.concurrent.each([
    ["requires-before.cjs", 1],
    ["requires-after.cjs", 1],
    ["imports-after.mjs", 1],
    ["imports-later.mjs", 1],
    ["imports-and-requires.mjs", 2],
    ["never-imports.mjs", 0],
  ])("that is %s has %i runs seen", async (file, runs) => {
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
