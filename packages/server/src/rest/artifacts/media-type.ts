/** The media type of an artifact: what may be said, and what a browser may be told of it. */
import { Problem } from "../../http/problem.ts";

const DEFAULT_TYPE = "application/octet-stream";
const MAX_LENGTH = 200;

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
/**
 * RFC 9110, section 8.3.1, with values in quotes that have no comma and no backslash. A browser takes what stands
 * behind a comma for another type: `video/webm, text/html` is a page to it.
 */
const MEDIA_TYPE = new RegExp(`^(${TOKEN}/${TOKEN})(?:\\s*;\\s*${TOKEN}=(?:${TOKEN}|"[^"\\\\,\\p{Cc}]*"))*$`, "u");

const SHOWN_INLINE = /^(?:video\/.+|audio\/.+|image\/(?:png|jpeg|gif|webp|avif))$/;

/** As it was sent. @throws Problem `unsupported_content_type` */
export function toMediaType(header: string | undefined): string {
  const type = header?.trim() ?? DEFAULT_TYPE;
  if (type.length > MAX_LENGTH || !MEDIA_TYPE.test(type)) {
    const message = `content-type must be a media type such as video/webm, of at most ${MAX_LENGTH} characters`;
    throw new Problem("unsupported_content_type", message);
  }
  return type;
}

export interface Presentation {
  readonly disposition: "inline" | "attachment";
  /** Without parameters. */
  readonly contentType: string;
}

/**
 * What is played or shown without running anything keeps its type. All else, as HTML, SVG and PDF, and what is not
 * known, is only saved: a page made of it would act in the name of whoever opens it.
 */
export function toPresentation(mediaType: string): Presentation {
  const contentType = mediaType.split(";", 1)[0]!.trim().toLowerCase();
  return SHOWN_INLINE.test(contentType)
    ? { disposition: "inline", contentType }
    : { disposition: "attachment", contentType: DEFAULT_TYPE };
}
