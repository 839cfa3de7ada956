/** The cores of the machine, and how busy they are. */
import { availableParallelism, cpus } from "node:os";
import type { HostProcessors } from "@rootspan/model";
import { type Deadline, pause } from "./deadline.ts";
import { formatShare } from "./format.ts";
import { inBatches } from "./in-batches.ts";
import { readText } from "./read-text.ts";

/** Since the machine started, summed over its cores, in a unit of the platform. */
export interface ProcessorTimes {
  readonly cores: number;
  readonly busy: number;
  readonly total: number;
}

const SAMPLE_MS = 100;
/** Each is a file to read. */
const MAX_CORES = 1_024;
const CPU_FOLDER = "/sys/devices/system/cpu";

export async function describeProcessors(deadline: Deadline): Promise<HostProcessors> {
  const [physical, before, after] = await Promise.all([
    process.platform === "linux" ? countPhysicalCores(deadline) : undefined,
    readTimes(deadline),
    pause(SAMPLE_MS).then(() => readTimes(deadline)),
  ]);
  const usage = before && after && usageBetween(before, after);
  return {
    ...(physical !== undefined && { "Physical cores": physical }),
    ...(before !== undefined && { "Total cores": before.cores }),
    "Available cores": availableParallelism(),
    ...(usage !== undefined && { "CPU Usage": formatShare(usage) }),
  };
}

/** From 0 to 1; undefined where the system does not count. */
export function usageBetween(before: ProcessorTimes, after: ProcessorTimes): number | undefined {
  const total = after.total - before.total;
  return total > 0 ? Math.min(Math.max((after.busy - before.busy) / total, 0), 1) : undefined;
}

/** `/proc/stat`, see proc(5). Guests' time is in that of users already. */
export function parseProcStat(text: string): ProcessorTimes | undefined {
  const times = /^cpu +(.+)$/m.exec(text)?.[1]?.split(" ").slice(0, 8).map(Number);
  const cores = text.match(/^cpu\d/gm)?.length;
  if (times === undefined || cores === undefined || times.some(Number.isNaN)) return undefined;
  const [, , , idle = 0, ioWait = 0] = times;
  const total = sum(times);
  return { cores, busy: total - idle - ioWait, total };
}

/** `0-3,8` → 0, 1, 2, 3, 8, see cpulist in Linux' cpusets(7). Empty when it is no such list. */
export function parseCpuList(text: string): readonly number[] {
  return text
    .trim()
    .split(",")
    .flatMap((range) => {
      const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
      if (first === undefined) return [];
      return Array.from({ length: Math.max(Number(last) - Number(first) + 1, 0) }, (_, index) => Number(first) + index);
    });
}

async function readTimes(deadline: Deadline): Promise<ProcessorTimes | undefined> {
  if (process.platform === "linux") {
    // `os.cpus()` reads this as well, but on the application's thread, and asks each core for its frequency.
    const stat = await deadline.within(readText("/proc/stat"));
    return stat === undefined ? undefined : parseProcStat(stat);
  }
  const cores = cpus();
  const idle = sum(cores.map(({ times }) => times.idle));
  const total = sum(cores.flatMap(({ times }) => Object.values(times)));
  return cores.length === 0 ? undefined : { cores: cores.length, busy: total - idle, total };
}

/** Threads of one core name the same siblings. */
async function countPhysicalCores(deadline: Deadline): Promise<number | undefined> {
  const online = parseCpuList((await deadline.within(readText(`${CPU_FOLDER}/online`))) ?? "");
  if (online.length === 0 || online.length > MAX_CORES) return undefined;
  const siblings = await inBatches(online, deadline, async (cpu) => {
    const topology = `${CPU_FOLDER}/cpu${cpu}/topology`;
    return (
      (await deadline.within(readText(`${topology}/core_cpus_list`))) ??
      // Its name before Linux 5.3.
      (await deadline.within(readText(`${topology}/thread_siblings_list`)))
    );
  });
  const isComplete = siblings.length === online.length && !siblings.includes(undefined);
  return isComplete ? new Set(siblings).size : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
