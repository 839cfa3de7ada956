/** Calls of methods by their name, wherever the object is that has them. */

// The types of arguments are the methods' own.
// oxlint-disable-next-line typescript/no-explicit-any
type Method = (...args: any[]) => unknown;

export type MethodName<T> = { [K in keyof T]: T[K] extends Method ? K : never }[keyof T] & string;
export type Arguments<T, K extends keyof T> = T[K] extends Method ? Parameters<T[K]> : never;
/** A method may take its time, and let others be called meanwhile. */
export type Result<T, K extends keyof T> = T[K] extends Method ? Awaited<ReturnType<T[K]>> : never;

export interface Calls<T> {
  /** @throws what the method throws */
  call<K extends MethodName<T>>(name: K, ...args: Arguments<T, K>): Promise<Result<T, K>>;
}
