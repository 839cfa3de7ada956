/** `Content-Disposition` with a file's name: RFC 6266, and RFC 8187 for what is not ASCII. */

/** Separators of paths, which a name in this header may not have: RFC 6266, section 4.3. */
const SEPARATORS = /[/\\]/g;

/** What cannot stand in a quoted string, or what some clients take for an escape: RFC 6266, appendix D. */
const NOT_PLAIN = /[^\x20-\x7e]|["%]/gu;

/** What `encodeURIComponent` leaves and `attr-char` does not have: RFC 8187, section 3.2.1. */
const NOT_ATTRIBUTE = /['()*]/g;

/** @param name without halves of surrogate pairs */
export function toContentDisposition(kind: "inline" | "attachment", name: string): string {
  const file = name.replace(SEPARATORS, "_");
  const plain = file.replace(NOT_PLAIN, "_");
  const disposition = `${kind}; filename="${plain}"`;
  return plain === file ? disposition : `${disposition}; filename*=UTF-8''${encode(file)}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    NOT_ATTRIBUTE,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
