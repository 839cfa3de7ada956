/**
 * The main job: starts the server, runs an example as a process of its own against it, and shows what the server then
 * knows of the session.
 *
 *   npm start [-- [--exit] [--example quickstart] [--port 4318] [--store rootspan.db]]
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openServer } from "@rootspan/server";
import { ensureDashboard } from "./dashboard.ts";

const { values: options } = parseArgs({
  options: {
    exit: { type: "boolean", default: false },
    example: { type: "string", default: "quickstart" },
    port: { type: "string" },
    store: { type: "string" },
  },
});
const { example: name } = options;
const names = readdirSync("examples");
if (!names.includes(name)) {
  console.error(`there is no example ${JSON.stringify(name)}; there are ${names.join(", ")}`);
  process.exit(2);
}
const store = resolve(options.store ?? join(mkdtempSync(join(tmpdir(), "rootspan-")), "rootspan.db"));

ensureDashboard();
const server = await openServer({ port: options.port ?? 4318, store: `sqlite:${store}` }).catch((error: unknown) => {
  // Beside a collector that has the default port, any free one will do.
  const { code } = ((error as Error).cause ?? {}) as { readonly code?: string };
  if (options.port !== undefined || code !== "EADDRINUSE") throw error;
  return openServer({ port: 0, store: `sqlite:${store}` });
});
console.log(`Server:   ${server.url}  (${store})`);
console.log(`Example:  examples/${name}${process.env["OPENAI_API_KEY"] ? "" : ", with a provider on this machine"}\n`);

const status = await runExample();
if (status === 0) await showSession();
if (options.exit || status !== 0) {
  await server.close();
  process.exitCode = status;
} else {
  console.log("\nThe server stays up; Ctrl-C stops it.");
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void server.close());
}

/** @returns the exit code of the example */
function runExample(): Promise<number> {
  return run([`examples/${name}/src/main.ts`]);
}

/** As `rootspan show` does. */
async function showSession(): Promise<void> {
  console.log();
  const code = await run(["packages/server/src/main.ts", "show", "latest", "--url", server.url]);
  if (code !== 0) throw new Error("the example ended, but the server does not show its session");
  const answer = await fetch(`${server.url}/v2/sessions?limit=1`);
  const { sessions } = (await answer.json()) as { readonly sessions: readonly { readonly id: string }[] };
  console.log(`\nSession:  ${server.url}/sessions/${sessions[0]!.id}`);
  console.log(`Stats:    ${server.url}/v2/sessions/${sessions[0]!.id}/stats`);
}

/** A program of this repository, in a process of its own. @returns its exit code */
function run(program: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ["--conditions=@rootspan/source", ...program], {
    stdio: "inherit",
    env: { ...process.env, ROOTSPAN_ENDPOINT: server.url },
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done(code ?? 1));
  });
}
