/** Addresses from spans: only those that cannot run anything are made links. */

const SAFE_PROTOCOLS: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);

/** The address as it may be followed; undefined for `javascript:`, `data:`, relative ones and whatever else. */
export function toSafeLink(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  return SAFE_PROTOCOLS.has(url.protocol) ? url.href : undefined;
}
