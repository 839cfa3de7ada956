/** Tells a process from a later one with the same number, where the system lets us. */
import { readFileSync, readlinkSync } from "node:fs";

export interface ProcessMark {
  readonly pid: number;
  /** Linux: the kernel's present run. The same in all containers of a machine. */
  readonly bootId?: string;
  /** Linux: among which processes `pid` counts. Another one in each container. */
  readonly pidNamespace?: string;
  /** Linux: when the process started, in clock ticks since boot. Two processes of the same number differ in it. */
  readonly startTicks?: string;
}

export type Fate = "alive" | "gone" | "unknown";

let own: ProcessMark | undefined;

export function markOwnProcess(): ProcessMark {
  return (own ??= {
    pid: process.pid,
    ...defined("bootId", readBootId()),
    ...defined("pidNamespace", readPidNamespace()),
    ...defined("startTicks", readStat("self")?.startTicks),
  });
}

/** Unknown where nothing but a sign of life can tell, such as for a process of another machine or container. */
export function fateOf(mark: ProcessMark): Fate {
  const here = markOwnProcess();
  if (mark.bootId !== here.bootId || mark.pidNamespace !== here.pidNamespace) return "unknown";
  // A process that cannot be looked into may still be there: `/proc` can hide those of other users.
  const stat = here.bootId === undefined ? undefined : readStat(mark.pid);
  if (stat === undefined) return exists(mark.pid) ? "unknown" : "gone";
  if (stat.isOver) return "gone";
  return stat.startTicks === mark.startTicks ? "alive" : "gone";
}

function readBootId(): string | undefined {
  return quietly(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
}

function readPidNamespace(): string | undefined {
  return quietly(() => readlinkSync("/proc/self/ns/pid"));
}

/** See proc(5): after the name, which may hold anything, come the state (3rd field) and the start (22nd). */
function readStat(pid: number | "self"): { readonly isOver: boolean; readonly startTicks: string } | undefined {
  return quietly(() => {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, startTicks] = [fields[0], fields[19]];
    if (state === undefined || startTicks === undefined) return undefined;
    // A zombie waits for its parent to ask how it ended; it writes no more.
    return { isOver: state === "Z" || state === "X", startTicks };
  });
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code !== "ESRCH";
  }
}

function quietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function defined<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, string>>);
}
