/** Errors on their way between threads, which carries plain data only. */
import { StoreError, type StoreErrorReason } from "../../store-error.ts";

export interface TransferredError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a `StoreError`. */
  readonly reason: StoreErrorReason | undefined;
  readonly cause: TransferredError | undefined;
  /** What Node.js and SQLite add to their errors. */
  readonly details: Readonly<Record<string, string | number>>;
}

const DETAILS = ["code", "errcode", "errstr", "errno"];

const CLASSES: Readonly<Record<string, new (message: string) => Error>> = { RangeError, SyntaxError, TypeError };

export function toTransfer(error: unknown): TransferredError {
  const { name = "Error", message = String(error), stack, cause } = error as Partial<Error>;
  const details = DETAILS.flatMap((key): [string, string | number][] => {
    const value = (error as Record<string, unknown>)[key];
    return typeof value === "string" || typeof value === "number" ? [[key, value]] : [];
  });
  return {
    name,
    message,
    stack,
    reason: error instanceof StoreError ? error.reason : undefined,
    cause: cause === undefined ? undefined : toTransfer(cause),
    details: Object.fromEntries(details),
  };
}

export function fromTransfer({ name, message, stack, reason, cause, details }: TransferredError): Error {
  const error = reason === undefined ? new (CLASSES[name] ?? Error)(message) : new StoreError(reason, message);
  if (cause !== undefined) error.cause = fromTransfer(cause);
  if (stack !== undefined) error.stack = stack;
  return Object.assign(error, details);
}
