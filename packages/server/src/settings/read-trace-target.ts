/** Reads where spans of the server itself go. */

const TRACES_PATH = "/v1/traces";

/** https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\x20-\x7e]*$/;

/** The address that traces are posted to: with their path, which is added where it is missing. Or `off`. */
export function readTraceTarget(given: unknown): string | undefined {
  if (given === "off") return given;
  const url = URL.parse(String(given));
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.search !== "" || url.hash !== "") {
    return undefined;
  }
  if (!url.pathname.endsWith(TRACES_PATH)) url.pathname = `${url.pathname.replace(/\/$/, "")}${TRACES_PATH}`;
  return url.href;
}

/** As `OTEL_EXPORTER_OTLP_HEADERS`: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export function readHeaders(given: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof given !== "string") return undefined;
  const headers: Record<string, string> = {};
  for (const part of given.split(",").filter((text) => text.trim() !== "")) {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/.exec(part.trim()) ?? [];
    const decoded = decode(value.trim());
    if (!HEADER_NAME.test(name.trim()) || decoded === undefined || !HEADER_VALUE.test(decoded)) return undefined;
    headers[name.trim().toLowerCase()] = decoded;
  }
  return headers;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
