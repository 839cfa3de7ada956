/** However an application loads the library, and whenever: its calls are seen, once, and nothing is printed. */
import { type Application, createApplication } from "./support/application.ts";

const CALL = "chat gpt-4o-mini";
const ANSWER = "Four is the answer to that.";

/** 4 defines its class in the index, the later majors in a file of its own. */
describe.each([
  ["openai4", "openai6"],
  ["openai7", "openai5"],
] as const)("with %s (and %s in a dependency), an application", (major, nested) => {
  let application: Application;
  beforeAll(() => {
    application = createApplication(major, nested);
  });
  afterAll(() => application.remove());

  it.concurrent.each([
    ["requires-before.cjs", 1],
    ["requires-after.cjs", 1],
    ["imports-before.mjs", 1],
    ["imports-after.mjs", 1],
    ["imports-later.mjs", 1],
    ["imports-azure-later.mjs", 1],
    ["imports-commonjs-that-requires.mjs", 1],
    ["imports-and-requires.mjs", 3],
    ["never-imports.mjs", 0],
  ])("that is %s has %i calls seen", async (file, calls) => {
    const { spans, answers, problems } = JSON.parse(await application.run(file)) as Record<string, string[]>;
    expect({ spans, answers, problems }).toEqual({
      spans: Array.from({ length: calls }, () => CALL),
      answers: Array.from({ length: calls }, () => ANSWER),
      problems: [],
    });
  });

  it.concurrent.each(["imports-sockets-before.mjs", "imports-sockets-later.mjs", "requires-sockets.cjs"])(
    "that is %s has its connection seen, and the response",
    async (file) => {
      expect(JSON.parse(await application.run(file))).toMatchObject({
        spans: ["chat gpt-realtime", "realtime.connection"],
        problems: [],
      });
    },
  );

  if (major === "openai4") {
    it("chooses its HTTP client after it is instrumented", async () => {
      expect(JSON.parse(await application.run("imports-shims-after.mjs"))).toMatchObject({
        spans: [CALL],
        problems: [],
      });
    });
  }

  if (major === "openai7") {
    it.concurrent.each(["imports-tool-runner-before.mjs", "imports-tool-runner-after.mjs"])(
      "that is %s has the runs of its tools seen",
      async (file) => {
        expect(JSON.parse(await application.run(file))).toMatchObject({
          spans: ["chat calls-one-tool", "execute_tool get_weather", "chat calls-one-tool"],
          answers: [ANSWER],
          problems: [],
        });
      },
    );
  }

  it("is told of copies that are loaded and cannot be seen", async () => {
    const problems = new Set(JSON.parse(await application.run("imports-unsupported.mjs")) as string[]);
    expect(Array.from(problems, (problem) => problem.replace(/\d+\.\d+\.\d+/, "X"))).toEqual([
      "openai X is a version that is not supported: its calls are not seen.",
      "openai X has an unknown shape: its calls are not seen.",
    ]);
  });

  it("is seen when it is instrumented by --import, before it begins", async () => {
    const { spans } = JSON.parse(await application.run("imports-before.mjs", ["--import", "./setup.mjs"])) as {
      spans: string[];
    };
    expect(spans).toEqual([CALL]);
  });

  it("is seen with a provider of its own, where --import registers all instrumentations", async () => {
    const register = ["--import", "@rootspan/instrumentations/register"];
    expect(JSON.parse(await application.run("registered.mjs", register))).toEqual([CALL]);
  });
});
