/** What SQLite or the disk refused, in words that may be told to a client. */
import { getSystemErrorMap } from "node:util";
import { StoreError } from "../store-error.ts";

/** A `StoreError` for a fault of SQLite or of the file system; any other error as it is. */
export function toStoreError(error: unknown, doing: "write" | "read" = "write"): unknown {
  const { code, errstr, errno } = error as { code?: string; errstr?: string; errno?: number };
  const reason = code === "ERR_SQLITE_ERROR" ? errstr : systemReason(errno);
  if (reason === undefined) return error;
  return new StoreError("unavailable", `the store cannot ${doing}: ${reason}`, { cause: error });
}

/** As `no space left on device`. The message of the error itself holds a path of the machine. */
function systemReason(errno: number | undefined): string | undefined {
  return errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1];
}
