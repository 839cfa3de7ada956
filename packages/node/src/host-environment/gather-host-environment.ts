/** Looks once at the machine and the application that sessions run on. */
import { context, ROOT_CONTEXT } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import type { HostEnvironment } from "@rootspan/model";
import { log } from "@rootspan/sdk";
import { type Deadline, openDeadline, pause } from "./deadline.ts";
import { describeDisks } from "./disks.ts";
import { describePackages } from "./installed-packages.ts";
import { describeMemory } from "./memory.ts";
import { describeOperatingSystem, describeSdk } from "./operating-system.ts";
import { describeProcessors } from "./processors.ts";
import { workingDirectory } from "./working-directory.ts";

/** `minimal` has no host name, no path, no disk and no list of the application's packages. */
export type HostEnvironmentLevel = "full" | "minimal";

type Part = keyof HostEnvironment;
type Describe<P extends Part> = () => HostEnvironment[P] | Promise<HostEnvironment[P]>;
type Description = { readonly [P in Part]?: Describe<P> };

const PATIENCE_MS = 2_000;

/** UTF-16 code units of JSON; 57,000 together. Receivers drop an environment of more than 65,536. */
const MAX_LENGTHS: Readonly<Record<Part, number>> = {
  SDK: 4_000,
  OS: 2_000,
  CPU: 500,
  RAM: 500,
  Disk: 10_000,
  "Installed Packages": 32_000,
  "Project Working Directory": 4_000,
  "Virtual Environment": 4_000,
};

/**
 * Takes about 100 ms, and 2 s at most in which the host lets other work run. Does not keep the process alive: where
 * nothing else does, the promise stays open. Never rejects: a part that cannot be known is left out.
 * @param versions that of the `rootspan` package
 * @returns at most 60,000 UTF-16 code units of JSON
 */
export async function gatherHostEnvironment(
  level: HostEnvironmentLevel,
  versions: { readonly rootspan: string },
): Promise<HostEnvironment> {
  // In a turn of its own, so that whoever starts a session does not wait for any of it.
  await pause(0);
  const deadline = openDeadline(PATIENCE_MS);
  try {
    // An application that traces its files is not told of ours.
    return await context.with(suppressTracing(ROOT_CONTEXT), () =>
      gather({ ...minimal(versions.rootspan, deadline), ...(level === "full" && full(deadline)) }),
    );
  } finally {
    deadline.close();
  }
}

function minimal(rootspan: string, deadline: Deadline): Description {
  return {
    SDK: () => describeSdk(rootspan),
    OS: () => describeOperatingSystem(false),
    CPU: () => describeProcessors(deadline),
    RAM: describeMemory,
  };
}

function full(deadline: Deadline): Description {
  return {
    OS: () => describeOperatingSystem(true),
    Disk: () => describeDisks(deadline),
    "Installed Packages": () => describePackages(deadline),
    "Project Working Directory": () => {
      const folder = workingDirectory();
      return folder === undefined ? undefined : { "Project Working Directory": folder };
    },
    // nodeenv's, which alone makes in Node.js what a virtual environment is in Python. What a version manager decides,
    // `Node Version` tells, and packages are always the application's own.
    "Virtual Environment": () => ({ "Virtual Environment": process.env["NODE_VIRTUAL_ENV"] || null }),
  };
}

async function gather(description: Description): Promise<HostEnvironment> {
  const parts = await Promise.all(
    Object.entries(description).map(async ([part, describe]) => [part, await attempt(part as Part, describe)] as const),
  );
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined)) as HostEnvironment;
}

async function attempt<P extends Part>(part: P, describe: Describe<P>): Promise<HostEnvironment[P] | undefined> {
  try {
    const value = await describe();
    if (value === undefined || JSON.stringify(value).length <= MAX_LENGTHS[part]) return value;
    log.debug(`the host environment goes without ${part}, which is too long`);
  } catch (fault) {
    log.debug(`the host environment goes without ${part}`, fault);
  }
  return undefined;
}
