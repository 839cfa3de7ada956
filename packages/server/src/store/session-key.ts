/** Which session a span says it belongs to. */
import { type Attributes, parseSessionId } from "@rootspan/model";
import * as key from "@rootspan/model/attributes";

/** Other emitters' sessions may have any name that is printable and not longer than this. */
export const MAX_SESSION_KEY_LENGTH = 200;

const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/**
 * The text by which a session is known: a UUID in lower case with dashes for a UUID or 32 hex digits in any case,
 * else the text itself. Undefined where it is empty, too long or not printable.
 */
export function toSessionKey(text: string): string | undefined {
  const uuid = parseSessionId(text);
  if (uuid !== undefined) return uuid;
  return text === "" || text.length > MAX_SESSION_KEY_LENGTH || UNPRINTABLE.test(text) ? undefined : text;
}

/** The last one that was asked for: spans of a session come one after the other. */
let last: { readonly text: string; readonly key: string | undefined } = { text: "", key: undefined };

/** The session that `session.id` names, or undefined when it names none. */
export function sessionKeyOf(attributes: Attributes): string | undefined {
  const text = attributes[key.SESSION_ID];
  if (typeof text !== "string") return undefined;
  if (text !== last.text) last = { text, key: toSessionKey(text) };
  return last.key;
}
