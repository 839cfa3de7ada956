/** Entity tags of requests: RFC 9110, sections 8.8.3 and 13.1. */

const TAGS = /(?:W\/)?("[^"]*")/g;

/** Whether the client has what it asks for already: `If-None-Match`. */
export function isKnown(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.trim() === "*" || [...ifNoneMatch.matchAll(TAGS)].some((match) => match[1] === tag);
}

/** Whether a range may be answered with a part: `If-Range`. A date is no match, as we tell none. */
export function isSame(ifRange: string | string[] | undefined, tag: string): boolean {
  return ifRange === undefined || String(ifRange).trim() === tag;
}
