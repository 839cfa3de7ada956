/** What a client calls its file: shown to people, sent in a header, and never a path of this machine. */
import { Problem } from "../../http/problem.ts";

const MAX_NAME_LENGTH = 200;

/** With its dot. What is longer is no extension. */
const EXTENSION = /\.[^.]{1,19}$/u;

/** Line breaks and other controls, halves of characters, and what turns the direction of text: `exe.gpj` for `jpg.exe`. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** At most 200 characters; of a longer name the start and the extension. @throws Problem `invalid_parameter` */
export function toArtifactName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "" || UNPRINTABLE.test(trimmed)) {
    const message = "query parameter name must be a file name such as run.webm, without control characters";
    throw new Problem("invalid_parameter", message, { field: "name" });
  }
  const characters = Array.from(trimmed);
  if (characters.length <= MAX_NAME_LENGTH) return trimmed;
  const extension = EXTENSION.exec(trimmed)?.[0] ?? "";
  return characters.slice(0, MAX_NAME_LENGTH - Array.from(extension).length).join("") + extension;
}
