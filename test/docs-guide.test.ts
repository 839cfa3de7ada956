/** What the guide says in words and tables, and its programs do not show. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionStats } from "@rootspan/model";
import { CLEAN_ENVIRONMENT } from "./clean-environment.ts";
import { serverForEachTest } from "./server-for-each-test.ts";

const read = (page: string): string => readFileSync(`docs/guide/${page}.md`, "utf8");

const server = serverForEachTest();

interface ProgramRun {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
}

/** Runs it as a process of its own that tells `server` of its sessions. */
function runProgram(code: string): Promise<ProgramRun> {
  const child = spawn(
    process.execPath,
    ["--conditions=@rootspan/source", "--input-type=module-typescript", "--eval", code],
    {
      env: {
        ...CLEAN_ENVIRONMENT,
        ROOTSPAN_ENDPOINT: server.url,
        ROOTSPAN_JOURNAL: join(server.folder, "journal"),
        ROOTSPAN_HOST_ENVIRONMENT: "off",
      },
    },
  );
  let output = "";
  child.stdout.on("data", (chunk) => void (output += chunk));
  return new Promise((resolve) => child.on("close", (exit, signal) => resolve({ code: exit, signal, output })));
}

describe("sessions.md, where nobody ends a session", () => {
  const START = `import { init } from "rootspan"; const session = init(); console.log(session.id);`;
  /** Delivers what others have left. */
  const NEXT = `
    import { exportCounters, init, shutdown } from "rootspan";
    init({ autoStartSession: false });
    for (let tries = 0; tries < 1_000 && exportCounters().recovered === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await shutdown();
  `;
  const rows = [...read("sessions").matchAll(/^\| (.*?) \| `(\w+)` +\| (.*?) +\| (by .*?) +\|$/gm)].map(
    ([, way, state, reason, delivered]) => ({ way: way!.trim(), state, reason, delivered: delivered! }),
  );

  const PROGRAMS = [
    { begins: "nothing left", ending: "", exit: { code: 0, signal: null } },
    {
      begins: "SIGINT, SIGTERM",
      ending: `setInterval(() => {}, 1_000); process.kill(process.pid, "SIGTERM");`,
      exit: { code: null, signal: "SIGTERM" },
    },
    { begins: "an error", ending: `throw new RangeError("too far");`, exit: { code: 1, signal: null } },
    { begins: "`process.exit()`", ending: `process.exit(3);`, exit: { code: 3, signal: null } },
    { begins: "SIGKILL", ending: `process.kill(process.pid, "SIGKILL");`, exit: { code: null, signal: "SIGKILL" } },
  ];

  it("has a row for each of these ways", () => {
    expect(rows).toHaveLength(PROGRAMS.length);
  });

  it.each(PROGRAMS)("says how it ends: $begins", async ({ begins, ending, exit }) => {
    const { state, reason, delivered } = rows.find(({ way }) => way.startsWith(begins))!;
    const { output, ...ended } = await runProgram(`${START} ${ending}`);
    expect(ended).toEqual(exit);
    if (delivered.startsWith("by the next process")) await runProgram(NEXT);
    const stats = await server.get<SessionStats>(`/v2/sessions/${output.trim()}/stats`);
    expect(stats).toMatchObject({ running: false, end_state: state, end_state_reason: reason });
  });
});

describe("wrappers.md", () => {
  it("draws the tree of its first program", async () => {
    const page = read("wrappers");
    const [, program] = /^```ts\n([\s\S]*?)^```/m.exec(page)!;
    const [, drawn] = /^```text\n([\s\S]*?)^```/m.exec(page)!;
    const { code } = await runProgram(program!);
    expect(code).toBe(0);
    const { sessions } = await server.get<{ sessions: readonly { readonly id: string }[] }>("/v2/sessions");
    const { spans } = await server.get<{ spans: readonly ExportedSpan[] }>(`/v2/sessions/${sessions[0]!.id}/export`);
    expect(draw(spans, null, "")).toBe(drawn);
  });
});

interface ExportedSpan {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

function draw(spans: readonly ExportedSpan[], parent: string | null, indent: string): string {
  return spans
    .filter((span) => span.parent_span_id === parent && span.attributes["rootspan.kind"] !== "marker")
    .map(({ span_id, name }) => `${indent}${name}\n${draw(spans, span_id, `${indent}  `)}`)
    .join("");
}

describe("privacy.md", () => {
  it.each([
    ["", true],
    ["NO_CONTENT", false],
  ])("has content recorded by init unless the environment says no: %s", async (mode, isRecorded) => {
    const run = await runProgram(`
      process.env["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = ${JSON.stringify(mode)};
      const { init } = await import("rootspan");
      const session = init();
      session.record({ kind: "tool", name: "search", params: "a word" });
      await session.end("Success");
      console.log(session.id);
    `);
    const { tools } = await server.get<{ tools: readonly { params: unknown }[] }>(
      `/v2/sessions/${run.output.trim()}/export`,
    );
    expect(tools.map(({ params }) => params)).toEqual([isRecorded ? "a word" : null]);
  });

  it("has the reason of an end state recorded without content, as redact wants it", async () => {
    const run = await runProgram(`
      import { init } from "rootspan";
      const session = init({
        captureContent: false,
        redact: (value, { attribute }) => (attribute === "rootspan.session.end_state_reason" ? "[reason]" : value),
      });
      await session.end("Failure", { reason: "no customer ada" });
      console.log(session.id);
    `);
    expect(await server.get<SessionStats>(`/v2/sessions/${run.output.trim()}/stats`)).toMatchObject({
      end_state: "Failure",
      end_state_reason: "[reason]",
    });
  });

  it("has none recorded by sessions without init", async () => {
    const run = await runProgram(`
      import { SessionSpanProcessor, startSession } from "@rootspan/sdk";
      import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
      const exporter = new InMemorySpanExporter();
      new NodeTracerProvider({ spanProcessors: [new SessionSpanProcessor(), new SimpleSpanProcessor(exporter)] }).register();
      const session = startSession();
      session.record({ kind: "tool", name: "search", params: "a word" });
      await session.end("Success");
      console.log(JSON.stringify(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes])));
    `);
    expect(run.output).toContain("execute_tool search");
    expect(run.output).not.toContain("a word");
  });
});
