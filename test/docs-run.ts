/** Runs a snippet of a page as a process of its own, beside a provider and a server that run on this machine. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type LoopbackProvider, type Script, startLoopbackProvider } from "loopback-provider";
import { openServer, type RunningServer } from "@rootspan/server";
import { CLEAN_ENVIRONMENT } from "./clean-environment.ts";
import { type Claim, type Snippet, snippets, toProgram } from "./docs-snippets.ts";

export interface SnippetRun {
  readonly code: number | null;
  /** What it printed. */
  readonly output: string;
  readonly errors: string;
  readonly claims: readonly Claim[];
  /** What `diag` was told, from level `warn` up. */
  readonly told: readonly string[];
}

export interface Surroundings {
  readonly server: RunningServer;
  run(snippet: Snippet): Promise<SnippetRun>;
  close(): Promise<void>;
}

/** Where the pages take a server to be. */
const DEFAULT_ADDRESS = "http://localhost:4318";

/** Any model answers like this, in 9 tokens and 17. */
const greet: Script = ({ body }) => ({
  type: "answer",
  answer: {
    id: "chatcmpl-greeting",
    model: body.model === "gpt-4o-mini" ? "gpt-4o-mini-2024-07-18" : (body.model ?? ""),
    choices: [{ text: "Hello! How can I help you today?", finishReason: "stop" }],
    usage: { prompt_tokens: 9, completion_tokens: 17, total_tokens: 26 },
  },
});

export async function openSurroundings(): Promise<Surroundings> {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-docs-"));
  const server = await openServer({ port: 0, store: `sqlite:${join(folder, "docs.db")}` });
  const provider = await startLoopbackProvider(greet);
  return {
    server,
    run: (snippet) => runSnippet(snippet, server, provider),
    async close() {
      await server.close();
      await provider.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function runSnippet(snippet: Snippet, server: RunningServer, provider: LoopbackProvider): Promise<SnippetRun> {
  // Below node_modules, so that a snippet finds the packages as an application would.
  const folder = join(process.cwd(), "node_modules/.cache/docs", snippet.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const other of snippets.filter(({ page, file }) => page === snippet.page && file !== undefined)) {
    writeFileSync(join(folder, other.file!), toProgram(other));
  }
  const program = join(folder, "snippet.mjs");
  writeFileSync(program, toProgram(snippet).replaceAll(DEFAULT_ADDRESS, server.url));
  const facts = join(folder, "facts.ndjson");
  const harness = pathToFileURL(join(process.cwd(), "test/docs-harness.mjs")).href;
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: {
      ...CLEAN_ENVIRONMENT,
      NODE_OPTIONS: `--conditions=@rootspan/source --import=${harness}`,
      FACTS: facts,
      ...(snippet.code.includes("diag.setLogger(") && { OWN_LOGGER: "true" }),
      ROOTSPAN_JOURNAL: join(folder, "journal"),
      ROOTSPAN_ENDPOINT: server.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: server.url,
      OPENAI_BASE_URL: provider.url,
      OPENAI_API_KEY: "sk-loopback",
    },
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => void (output += chunk));
  child.stderr.on("data", (chunk) => void (errors += chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const lines = existsSync(facts) ? readFileSync(facts, "utf8").split("\n").filter(Boolean) : [];
  const all = lines.map((line) => JSON.parse(line) as Claim | { readonly told: string });
  return {
    code,
    output,
    errors,
    claims: all.filter((fact): fact is Claim => "line" in fact),
    told: all.flatMap((fact) => ("told" in fact ? fact.told : [])),
  };
}
