/** One of the applications, in a folder of its own with packages of its own: with us, and as it was before. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  globSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { transformSync } from "@swc/core";
import { type HostEnd, HostProcess } from "./host-process.ts";
import type { Host } from "./host.ts";
import { ownPackagesOf, tarballOf } from "./own-packages.ts";

/** How the application has the agent: a source in TypeScript, an ES module, or CommonJS. */
export type AgentForm = "agent.ts" | "agent.mjs" | "agent.cjs";

/** @returns the application with us, and as it was before */
export function createBoth(
  host: Host,
  modules: string,
  agents: readonly AgentForm[],
): readonly [Application, Application] {
  return [new Application(host, modules, agents, true), new Application(host, modules, agents, false)];
}

export class Application {
  readonly folder: string;

  /** @param modules the packages that are installed for the host */
  constructor(host: Host, modules: string, agents: readonly AgentForm[], hasUs: boolean) {
    // On the same disk as the packages, which are linked.
    this.folder = mkdtempSync(join(dirname(dirname(modules)), "running-"));
    linkFolder(modules, join(this.folder, "node_modules"));
    for (const own of ownPackagesOf(Object.keys(host.dependencies))) {
      const place = join(this.folder, "node_modules", own.name);
      // Where versions differ, npm puts what a package needs into the package itself.
      const files = readdirSync(place).filter((name) => name !== "node_modules" || !hasUs);
      for (const file of files) rmSync(join(place, file), { recursive: true });
      if (!hasUs) continue;
      execFileSync("tar", ["-xzf", tarballOf(own), "-C", place, "--strip-components=1"]);
    }
    cpSync(join(host.folder, "application"), this.folder, { recursive: true });
    if (!hasUs) {
      for (const file of globSync("**/*.{ts,js,mjs,cjs,mts,cts}", { cwd: this.folder, exclude: ["node_modules"] })) {
        const path = join(this.folder, file);
        writeFileSync(path, withoutUs(readFileSync(path, "utf8")));
      }
    }
    for (const agent of agents) writeFileSync(join(this.folder, agent), agentAs(agent));
  }

  /** Runs it to its end. */
  async run(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<HostEnd> {
    return new HostProcess(this.folder, command, environment).ended;
  }

  /** @throws with everything that it printed, when it fails */
  async build(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<void> {
    const { code, output, errors } = await this.run(command, environment);
    if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${output}${errors}`);
  }

  /** Starts a server, which prints its address. */
  async start(command: readonly string[], environment: Readonly<Record<string, string>>): Promise<HostProcess> {
    const started = new HostProcess(this.folder, command, environment);
    await started.url();
    return started;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * The lines that were added for us end with `// rootspan`; those that were changed, with `// rootspan, not: ` and what
 * they were.
 */
export function withoutUs(source: string): string {
  return source
    .split("\n")
    .filter((line) => !line.endsWith("// rootspan"))
    .map((line) => line.replace(/^(\s*).*\/\/ rootspan, not: (.*)$/, "$1$2"))
    .join("\n");
}

function agentAs(form: AgentForm): string {
  const source = readFileSync("test/interop/hosts/agent.ts", "utf8");
  if (form === "agent.ts") return source;
  return transformSync(source, {
    filename: "agent.ts",
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
    module: { type: form === "agent.cjs" ? "commonjs" : "es6" },
    isModule: true,
  }).code;
}

/** Hard links: many thousands of files are there at once, and what is written to the copy stays in it. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else if (entry.isSymbolicLink()) cpSync(source, target, { verbatimSymlinks: true });
    else linkSync(source, target);
  }
}
