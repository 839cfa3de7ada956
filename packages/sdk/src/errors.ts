/** Errors that an application can meet; docs/errors.md lists each code. */

export type ErrorCode = "BUDGET_EXCEEDED" | "INVALID_END_STATE" | "INVALID_EVENT" | "INVALID_OPTIONS";

const MARKER = Symbol.for("rootspan.error");

export class RootspanError extends Error {
  override readonly name = "RootspanError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  static {
    Object.defineProperty(this.prototype, MARKER, { value: true });
  }

  /** Works across copies of this package, where `instanceof` does not. */
  static isInstance(value: unknown): value is RootspanError {
    return typeof value === "object" && value !== null && MARKER in value;
  }
}
