/** From a value of the application to the text of a content attribute. */

export interface ContentLimits {
  /** False: no content at all. */
  readonly captureContent: boolean;
  /** The largest text, in bytes of UTF-8. */
  readonly maxAttributeBytes: number;
}

/**
 * Text stays text; everything else becomes JSON. Values that JSON cannot hold are named in it.
 * Text beyond the limit is cut, with a note; JSON beyond it becomes an object that says how large it was, so that it
 * still parses.
 */
export function toContent(value: unknown, { captureContent, maxAttributeBytes }: ContentLimits): string | undefined {
  if (!captureContent || value === undefined) return undefined;
  const text = typeof value === "string" ? value : toJsonText(value);
  // No character takes more than three bytes of UTF-8 per code unit, so most texts need no count.
  if (text.length * 3 <= maxAttributeBytes) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxAttributeBytes) return text;
  return typeof value === "string"
    ? cut(text, bytes, maxAttributeBytes)
    : JSON.stringify({ "rootspan.omitted": true, bytes });
}

function cut(text: string, bytes: number, maxBytes: number): string {
  const note = ` […cut from ${bytes} bytes]`;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(Math.max(0, maxBytes - Buffer.byteLength(note))));
  return text.slice(0, read) + note;
}

/** Never throws: a getter or a `toJSON` of the application may. */
function toJsonText(value: unknown): string {
  try {
    return toJson(value);
  } catch {
    return '"[unreadable]"';
  }
}

function toJson(value: unknown): string {
  if (ArrayBuffer.isView(value)) return JSON.stringify(`[${value.byteLength} bytes]`);
  const ancestors: unknown[] = [];
  const json = JSON.stringify(value, function (this: unknown, _key, given: unknown) {
    const item = toPlain(given);
    if (typeof item !== "object" || item === null) return item;
    while (ancestors.length > 0 && ancestors.at(-1) !== this) ancestors.pop();
    if (ancestors.includes(item)) return "[circular]";
    ancestors.push(item);
    return item;
  });
  return json ?? String(value);
}

/** What JSON would lose, in a form that it keeps. */
function toPlain(item: unknown): unknown {
  if (typeof item === "bigint") return item.toString();
  if (typeof item === "function" || typeof item === "symbol") return `[${typeof item}]`;
  if (typeof item !== "object" || item === null) return item;
  if (ArrayBuffer.isView(item)) return `[${item.byteLength} bytes]`;
  if (item instanceof Map) return Object.fromEntries([...item].map(([name, value]) => [String(name), value]));
  if (item instanceof Set) return [...item];
  if (item instanceof Error) return Object.assign({ name: item.name, message: item.message }, item);
  return item;
}
