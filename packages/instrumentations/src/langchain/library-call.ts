/** A call of one of the library's methods that is observed. */
import type { CallObserver, Method } from "../patched-method.ts";
import type { Tracing } from "../tracing.ts";

export interface LibraryCall {
  readonly tracing: Tracing;
  readonly observer: CallObserver;
  /** Name of the method. */
  readonly name: string;
  readonly method: Method;
  readonly receiver: object;
  readonly args: unknown[];
}
