/** What an error says of itself, to spans. Anything can be thrown, so anything may be missing. */

export interface ErrorDescription {
  /** `error.type`: the provider's or the system's code, else the error's class, as the GenAI conventions say. */
  readonly type: string;
  /** Of the HTTP answer that the error tells of. */
  readonly httpStatus?: number;
  /** Content: providers' messages can quote the prompt. */
  readonly message?: string;
  /** Content, because it begins with the message. */
  readonly stack?: string;
}

/** What a code may look like: nothing that a prompt could hide in. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** How far down the code of a connection failure lies: APIConnectionError, `fetch failed`, ECONNREFUSED. */
const DEEPEST_CAUSE = 3;

/** Never throws. */
export function describeError(error: unknown): ErrorDescription {
  try {
    return describe(error);
  } catch {
    return { type: "_OTHER" };
  }
}

function describe(error: unknown): ErrorDescription {
  if (typeof error === "string") return { type: "_OTHER", message: error };
  if (!isObject(error)) return { type: "_OTHER" };
  const { status, message, stack } = error;
  return {
    type: codeOf(error, DEEPEST_CAUSE) ?? classNameOf(error) ?? "_OTHER",
    ...(typeof status === "number" && Number.isFinite(status) && { httpStatus: status }),
    ...(typeof message === "string" && { message }),
    ...(typeof stack === "string" && { stack }),
  };
}

function codeOf(error: unknown, depth: number): string | undefined {
  if (!isObject(error)) return undefined;
  return identifierOf(error["code"]) ?? (depth > 0 ? codeOf(error["cause"], depth - 1) : undefined);
}

function identifierOf(value: unknown): string | undefined {
  return typeof value === "string" && IDENTIFIER.test(value) ? value : undefined;
}

/** The class, because subclasses seldom set `name`; `name` where a bundler made class names meaningless. */
function classNameOf(error: Readonly<Record<string, unknown>>): string | undefined {
  const constructor = error["constructor"];
  const className = typeof constructor === "function" ? constructor.name : "";
  const isTelling = className.length > 2 && className !== "Object" && className !== "Error";
  return (isTelling ? identifierOf(className) : undefined) ?? identifierOf(error["name"]) ?? identifierOf(className);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
