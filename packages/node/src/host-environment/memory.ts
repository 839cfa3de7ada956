/** The memory of the machine, and what of it this process may use. */
import { freemem, totalmem } from "node:os";
import type { HostMemory } from "@rootspan/model";
import { formatGigabytes, formatShare } from "./format.ts";

export function describeMemory(): HostMemory {
  const total = totalmem();
  // On Linux this is what programs can get without swapping, not what nobody uses.
  const available = freemem();
  // 0 where it is not known, and more than any machine has where there is no limit.
  const limit = process.constrainedMemory();
  return {
    Total: formatGigabytes(total),
    Available: formatGigabytes(available),
    Used: formatGigabytes(total - available),
    Percentage: formatShare((total - available) / total),
    ...(limit > 0 && limit < total && { Limit: formatGigabytes(limit) }),
  };
}
