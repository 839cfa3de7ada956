/** Where the recording of a session is. */

export type VideoLocation =
  | { readonly url: string }
  /** Path of a local file. */
  | { readonly file: string }
  | { readonly fault: string };

export function locateVideo(urlOrFile: unknown): VideoLocation {
  if (typeof urlOrFile !== "string" || urlOrFile === "") {
    return { fault: "the video must be an http or https address or the path of a local file" };
  }
  if (/^https?:\/\//i.test(urlOrFile)) {
    return URL.canParse(urlOrFile) ? { url: urlOrFile } : { fault: `${JSON.stringify(urlOrFile)} is no address` };
  }
  if (/^data:/i.test(urlOrFile)) {
    return { fault: "a data URL is too large for a span; give an address or the path of a local file" };
  }
  return { file: urlOrFile };
}
