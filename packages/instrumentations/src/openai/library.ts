/** The shapes of the openai library that this instrumentation relies on, majors 4 to 7. */
import { isObject } from "../json-value.ts";

/** `core.APIPromise` (4), `core/api-promise.APIPromise` (5 to 7): parses the response when somebody subscribes. */
export interface ApiPromise {
  responsePromise: Promise<unknown>;
  /** Takes `(props)` in 4 and `(client, props)` later; called without a receiver in 4. */
  parseResponse: (...args: unknown[]) => unknown;
  /** Set once somebody has subscribed. */
  readonly parsedPromise?: unknown;
  /** Of the prototype up to 7.4; an instance's own since 7.5, which then no longer calls `parseResponse`. */
  _thenUnwrap: (transform: (value: unknown, props: unknown) => unknown) => ApiPromise;
  asResponse: () => Promise<unknown>;
}

/** An async generator's methods, as functions that can be replaced one by one. */
export interface ChunkIterator {
  next: (value?: unknown) => Promise<IteratorResult<unknown>>;
  return?: (value?: unknown) => Promise<IteratorResult<unknown>>;
  throw?: (reason?: unknown) => Promise<IteratorResult<unknown>>;
}

/** `Stream`: `[Symbol.asyncIterator]`, `tee` and `toReadableStream` all start at the field `iterator`. */
export interface ChunkStream {
  iterator: () => ChunkIterator;
  readonly controller: AbortController;
}

export function isApiPromise(value: unknown): value is ApiPromise {
  if (!isObject(value) || !isObject(value["responsePromise"])) return false;
  return (
    typeof value["responsePromise"]["then"] === "function" &&
    typeof value["parseResponse"] === "function" &&
    typeof value["_thenUnwrap"] === "function" &&
    typeof value["asResponse"] === "function"
  );
}

export function isChunkStream(value: unknown): value is ChunkStream {
  if (!isObject(value) || typeof value["iterator"] !== "function") return false;
  const controller = value["controller"];
  return isObject(controller) && isObject(controller["signal"]);
}

/** One method of the library that makes a model call. */
export interface MethodPlace {
  /** Path and method, joined by dots: `Chat.Completions.create`. */
  readonly id: string;
  /** From the class (or a client, in lower case) to the resource that has the method. */
  readonly path: readonly string[];
  readonly method: string;
}

/** The `OpenAI` class in what `require("openai")` or `import * as` gives, or that very class. */
export function findClass(moduleExports: unknown): object | undefined {
  if (!isObject(moduleExports) && typeof moduleExports !== "function") return undefined;
  const holder = moduleExports as { readonly OpenAI?: unknown; readonly default?: unknown };
  return [holder.OpenAI, holder.default, moduleExports].find(
    (candidate): candidate is object => typeof candidate === "function" && "Chat" in candidate,
  );
}

/** The prototype that has the method; undefined in a library version that has no such method. */
export function findPrototype(openaiClass: object, { path, method }: MethodPlace): object | undefined {
  let holder: unknown = openaiClass;
  for (const step of path)
    holder = staticOf(holder, step) ?? (holder === openaiClass ? undefined : partOf(holder, step));
  return withMethod((holder as { readonly prototype?: unknown } | undefined)?.prototype, method);
}

function staticOf(holder: unknown, step: string): unknown {
  return (holder as Readonly<Record<string, unknown>> | undefined)?.[step];
}

/** Major 4 does not name the class of `beta.chat`: a resource, which is nothing but its parts, has one of it. */
function partOf(resourceClass: unknown, step: string): unknown {
  if (typeof resourceClass !== "function") return undefined;
  try {
    const resource = new (resourceClass as new (client: object) => Readonly<Record<string, unknown>>)({});
    const part = resource[toProperty(step)];
    return isObject(part) ? part["constructor"] : undefined;
  } catch {
    return undefined;
  }
}

/** The resource of one client that has the method. */
export function findResource(client: object, { path, method }: MethodPlace): object | undefined {
  let holder: unknown = client;
  for (const step of path) {
    const resources = holder as Readonly<Record<string, unknown>> | undefined;
    // `ChatKit` is `chatkit`.
    holder = resources?.[toProperty(step)] ?? resources?.[step.toLowerCase()];
  }
  return withMethod(holder, method);
}

/** What a client calls the resource of that class: `FineTuning` is `fineTuning`. */
export function toProperty(className: string): string {
  return className.charAt(0).toLowerCase() + className.slice(1);
}

function withMethod(holder: unknown, method: string): object | undefined {
  return isObject(holder) && typeof holder[method] === "function" ? holder : undefined;
}
