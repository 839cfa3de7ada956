/** A small application on disk, with packages of its own, that runs in a process of its own. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Major } from "./majors.ts";

const run = promisify(execFile);

export interface Application {
  readonly folder: string;
  /** Gives the application one more package, from a folder that has it among its own. */
  addPackage(name: string, from: string): void;
  /** Runs one file and gives what it printed; rejects when it fails or writes to stderr. */
  run(file: string, nodeOptions?: readonly string[]): Promise<string>;
  remove(): void;
}

const PACKAGE = join(__dirname, "../..");

/** Packages that the fixtures import, where the tests have them. */
const SHARED = [
  ["@opentelemetry/api", "node_modules/@opentelemetry/api"],
  ["@opentelemetry/sdk-trace-base", "node_modules/@opentelemetry/sdk-trace-base"],
  ["@opentelemetry/sdk-trace-node", "node_modules/@opentelemetry/sdk-trace-node"],
  ["@rootspan/instrumentations", "."],
  ["loopback-provider", "node_modules/loopback-provider"],
  ["ws", "node_modules/ws"],
] as const;

/** `openai` is what the application itself has; its dependency brings `nested`. */
export function createApplication(openai: Major, nested: Major): Application {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "rootspan-application-"));
  cpSync(join(__dirname, "../fixtures/apps"), folder, { recursive: true });
  const manifest = { private: true, dependencies: { openai: "*", dependency: "*" } };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  for (const [name, place] of SHARED) link(join(folder, "node_modules", name), join(PACKAGE, place));
  link(join(folder, "node_modules/openai"), join(PACKAGE, "node_modules", openai));

  const dependency = join(folder, "node_modules/dependency");
  mkdirSync(dependency, { recursive: true });
  writeFileSync(
    join(dependency, "package.json"),
    JSON.stringify({ name: "dependency", type: "module", exports: "./index.js", dependencies: { openai: "*" } }),
  );
  writeFileSync(join(dependency, "index.js"), 'export { OpenAI } from "openai";\n');
  link(join(dependency, "node_modules/openai"), join(PACKAGE, "node_modules", nested));

  return {
    folder,
    addPackage: (name, from) => link(join(folder, "node_modules", name), join(from, "node_modules", name)),
    async run(file, nodeOptions = []) {
      const { stdout, stderr } = await run(
        process.execPath,
        ["--conditions=@rootspan/source", ...nodeOptions, join(folder, file)],
        { cwd: folder, timeout: 60_000 },
      );
      if (stderr !== "") throw new Error(stderr);
      return stdout;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function link(from: string, to: string): void {
  mkdirSync(dirname(from), { recursive: true });
  symlinkSync(realpathSync(to), from);
}
