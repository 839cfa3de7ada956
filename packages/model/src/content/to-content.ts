/** From a value to the text of a content attribute: redacted, bounded, and JSON that always parses. */
import { omitDataUrls } from "./data-url.ts";
import type { ContentLimits, Redact } from "./limits.ts";
import { byteLength, readValue } from "./read-value.ts";
import { shortenJson, shortenToBytes } from "./shorten-json.ts";

/**
 * Text stays text; everything else becomes JSON, in which values that JSON cannot hold are named. What is too long is
 * shortened where it is longest. Never throws, whatever getters or `toJSON` of the application do, and reads little more
 * of a value than can be kept, however much there is.
 * @param attribute the key that it is for
 * @returns undefined where nothing may be recorded
 */
export function toContent(attribute: string, value: unknown, limits: ContentLimits): string | undefined {
  if (!limits.captureContent || value === undefined) return undefined;
  try {
    if (typeof value !== "string") return toBoundedJson(attribute, value, limits);
    const text = limits.redact === undefined ? value : ask(limits.redact, value, { attribute, key: "" });
    if (typeof text === "string") return shortenToBytes(omitDataUrls(text), limits.maxAttributeBytes);
    return text === undefined ? undefined : toBoundedJson(attribute, text, limits);
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
      const isShort = json.length * 3 <= limits.maxAttributeBytes || byteLength(json) <= limits.maxAttributeBytes;
      if (isShort && !json.includes(";base64,")) return json;
      return toContent(attribute, JSON.parse(json), limits);
    } catch {
      // Not plain after all.
    }
  }
  return toContent(attribute, value, limits);
}

function toBoundedJson(attribute: string, value: unknown, limits: ContentLimits): string | undefined {
  const { redact, maxAttributeBytes } = limits;
  const part = readValue(value, maxAttributeBytes, (item, key) => {
    const kept = redact === undefined ? item : ask(redact, item, { attribute, key });
    return typeof kept === "string" ? omitDataUrls(kept) : kept;
  });
  return part === undefined ? undefined : shortenJson(part, maxAttributeBytes);
}

function ask(redact: Redact, value: unknown, where: Parameters<Redact>[1]): unknown {
  try {
    return redact(value, where);
  } catch {
    return "[redaction failed]";
  }
}
