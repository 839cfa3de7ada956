/** A framework that applications run on, as npm installs it for them. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PeerProgram } from "../peer.ts";
import { runCommand } from "../run-command.ts";
import { ownPackagesOf, tarballOf } from "./own-packages.ts";

/** What is not pinned by name is taken as it was on this day. */
const AS_OF = "2026-11-25";

/** The versions that several of our packages share. */
const CATALOG = /^catalog:\n(?: .*\n)+/m.exec(readFileSync("pnpm-workspace.yaml", "utf8"))![0];

export interface Host extends PeerProgram {
  /** Of this workspace: `application` in it is the application, whose `package.json` pins everything. */
  readonly folder: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export const BUN: Host = createHost("Bun", "bun", "bun");
export const ESBUILD: Host = createHost("esbuild", "esbuild", "esbuild");
export const FASTIFY: Host = createHost("Fastify", "fastify", "fastify");
export const JEST: Host = createHost("Jest", "jest", "jest");
export const NEST: Host = createHost("NestJS", "nest", "@nestjs/core");
export const NEXT: Host = createHost("Next.js", "next", "next");
export const NODE_SDK: Host = createHost("OpenTelemetry NodeSDK", "node-sdk", "@opentelemetry/sdk-node");
export const SENTRY: Host = createHost("Sentry", "sentry", "@sentry/node");
export const TSX: Host = createHost("tsx", "tsx", "tsx");
export const VITEST: Host = createHost("Vitest", "vitest", "vitest");

export const HOSTS: readonly Host[] = [BUN, ESBUILD, FASTIFY, JEST, NEST, NEXT, NODE_SDK, SENTRY, TSX, VITEST];

/** The program is the folder of all packages that the application needs. */
function createHost(name: string, place: string, packageName: string): Host {
  const folder = join("test/interop/hosts", place);
  const { dependencies } = JSON.parse(readFileSync(join(folder, "application/package.json"), "utf8")) as Host;
  const own = ownPackagesOf(Object.keys(dependencies));
  return {
    name,
    version: dependencies[packageName]!,
    folder,
    dependencies,
    needs: ["npm", "tar"],
    // What the registry is asked for. Our own packages are put in place anew by every application.
    recipe: JSON.stringify([AS_OF, dependencies, own.map((ours) => ours.dependencies), CATALOG]),
    program: "node_modules",
    async install(target) {
      const tarballs = own.map((ours) => [ours.name, `file:${tarballOf(ours)}`] as const);
      const manifest = { private: true, dependencies: { ...dependencies, ...Object.fromEntries(tarballs) } };
      writeFileSync(join(target, "package.json"), JSON.stringify(manifest));
      // npm chooses by the version of the Node.js that it runs on.
      const path = `${dirname(process.execPath)}:${process.env["PATH"]}`;
      await runCommand("npm", ["install", `--before=${AS_OF}`, "--no-audit", "--no-fund"], {
        cwd: target,
        env: { PATH: path },
      });
    },
  };
}
