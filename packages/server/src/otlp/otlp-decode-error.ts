/** What is wrong with an OTLP request, and where. */

export interface DecodePlace {
  /** Bytes from the start of the decompressed body. */
  readonly offset?: number;
  /** Path within a JSON request, as `resourceSpans[0].scopeSpans[1].spans[3].name`. */
  readonly path?: string;
  /** True when the request is well formed and holds more than the server takes at once. */
  readonly tooLarge?: boolean;
}

export class OtlpDecodeError extends Error {
  override readonly name = "OtlpDecodeError";
  /** What is wrong, without the place. */
  readonly fault: string;
  readonly offset: number | undefined;
  readonly path: string | undefined;
  readonly tooLarge: boolean;

  constructor(fault: string, { offset, path, tooLarge = false }: DecodePlace = {}) {
    super(fault + (path === undefined ? "" : ` at ${path}`) + (offset === undefined ? "" : ` at byte ${offset}`));
    this.fault = fault;
    this.offset = offset;
    this.path = path;
    this.tooLarge = tooLarge;
  }
}

/** Characters; a value that is nested deep is found by the beginning of its path. */
const MAX_PATH = 300;

/** The same fault, seen from one level further out. */
export function within(error: unknown, outer: string): unknown {
  if (!(error instanceof OtlpDecodeError) || error.offset !== undefined) return error;
  const path = error.path === undefined ? outer : `${outer}.${error.path}`;
  return new OtlpDecodeError(error.fault, { path: path.slice(0, MAX_PATH), tooLarge: error.tooLarge });
}
