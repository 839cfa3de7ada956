/** Numbers as AgentOps writes them. */

/** GB of 2^30 bytes: `31.75 GB` */
export function formatGigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GB`;
}

/** @param share from 0 to 1 */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
