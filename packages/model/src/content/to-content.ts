/** From a value to the text of a content attribute: redacted, bounded, and JSON that always parses. */
import { omitDataUrls } from "./data-url.ts";
import type { ContentLimits, Redact } from "./limits.ts";
import { byteLength, shortenJson, shortenToBytes } from "./shorten-json.ts";

/**
 * Text stays text; everything else becomes JSON, in which values that JSON cannot hold are named. What is too long is
 * shortened where it is longest. Never throws, whatever getters or `toJSON` of the application do.
 * @param attribute the key that it is for
 * @returns undefined where nothing may be recorded
 */
export function toContent(attribute: string, value: unknown, limits: ContentLimits): string | undefined {
  if (!limits.captureContent || value === undefined) return undefined;
  try {
    if (typeof value !== "string") return toBoundedJson(attribute, value, limits);
    const text = limits.redact === undefined ? value : ask(limits.redact, value, { attribute, key: "" });
    if (typeof text === "string") return shortenToBytes(omitDataUrls(text), limits.maxAttributeBytes);
    return toBoundedJson(attribute, text, limits);
  } catch {
    return '"[unreadable]"';
  }
}

/** As `toContent`, for values that are known to be plain JSON: those take the fast path. */
export function toContentJson(attribute: string, value: unknown, limits: ContentLimits): string | undefined {
  if (!limits.captureContent) return undefined;
  if (limits.redact === undefined) {
    try {
      const json = JSON.stringify(value);
      if (!json.includes(";base64,")) return bounded(json, limits.maxAttributeBytes);
    } catch {
      // Not plain after all.
    }
  }
  return toContent(attribute, value, limits);
}

function toBoundedJson(attribute: string, value: unknown, limits: ContentLimits): string | undefined {
  const json = value === undefined ? undefined : toJson(attribute, value, limits.redact);
  return json === undefined ? undefined : bounded(json, limits.maxAttributeBytes);
}

function bounded(json: string, maxBytes: number): string {
  if (json.length * 3 <= maxBytes || byteLength(json) <= maxBytes) return json;
  return shortenJson(JSON.parse(json), maxBytes);
}

function ask(redact: Redact, value: unknown, where: Parameters<Redact>[1]): unknown {
  try {
    return redact(value, where);
  } catch {
    return "[redaction failed]";
  }
}

/** Undefined where redaction left nothing. */
function toJson(attribute: string, value: unknown, redact: Redact | undefined): string | undefined {
  const ancestors: unknown[] = [];
  return JSON.stringify(value, function (this: unknown, key, given: unknown) {
    const plain = toPlain(given);
    const item = redact === undefined ? plain : ask(redact, plain, { attribute, key });
    if (typeof item === "string") return omitDataUrls(item);
    // Redaction may return what JSON cannot hold, too.
    if (typeof item !== "object" || item === null) return toPlain(item);
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop();
    if (ancestors.includes(item)) return "[circular]";
    ancestors.push(item);
    return item;
  });
}

/** What JSON would lose, in a form that it keeps. */
function toPlain(item: unknown): unknown {
  if (typeof item === "bigint") return item.toString();
  if (typeof item === "function" || typeof item === "symbol") return `[${typeof item}]`;
  if (typeof item !== "object" || item === null) return item;
  if (ArrayBuffer.isView(item)) return `[${item.byteLength} bytes]`;
  if (item instanceof ArrayBuffer) return `[${item.byteLength} bytes]`;
  if (item instanceof Map) return Object.fromEntries([...item].map(([name, value]) => [String(name), value]));
  if (item instanceof Set) return [...item];
  // A Buffer's own toJSON has been asked before.
  if ("type" in item && item.type === "Buffer" && "data" in item && Array.isArray(item.data)) {
    return `[${item.data.length} bytes]`;
  }
  if (item instanceof Error) return Object.assign({ name: item.name, message: item.message }, item);
  return item;
}
