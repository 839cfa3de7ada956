/** A failed call in attributes. Provider messages can quote the prompt, so they count as content. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { shortenText } from "./content-json.ts";
import { isObject, numberOf } from "./json-value.ts";

/** General conventions v1.45; not on GenAI spans by convention, kept because 401, 429 and 500 call for different acts. */
const HTTP_RESPONSE_STATUS_CODE = "http.response.status_code";

const LONGEST_MESSAGE = 4096;
/** What a code may look like: nothing that a prompt could hide in. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

export interface ErrorDescription {
  readonly attributes: Attributes;
  readonly message: string;
}

/** How far down the code of a connection failure lies: APIConnectionError, `fetch failed`, ECONNREFUSED. */
const DEEPEST_CAUSE = 3;

/** `error.type` is the provider's or the system's code, else the error's class, as the GenAI conventions say. */
export function describeError(error: unknown, captureContent: boolean): ErrorDescription {
  const details = isObject(error) ? error : {};
  const type = codeOf(error, DEEPEST_CAUSE) ?? classNameOf(error) ?? "_OTHER";
  const status = numberOf(details["status"]);
  const text = details["message"];
  const plain = status === undefined ? type : `${status} ${type}`;
  return {
    attributes: { [key.ERROR_TYPE]: type, ...(status === undefined ? {} : { [HTTP_RESPONSE_STATUS_CODE]: status }) },
    message: captureContent && typeof text === "string" ? shortenText(text, LONGEST_MESSAGE) : plain,
  };
}

function codeOf(error: unknown, depth: number): string | undefined {
  if (!isObject(error)) return undefined;
  return identifierOf(error["code"]) ?? (depth > 0 ? codeOf(error["cause"], depth - 1) : undefined);
}

function identifierOf(value: unknown): string | undefined {
  return typeof value === "string" && IDENTIFIER.test(value) ? value : undefined;
}

/** The class, because the library leaves `name` at "Error"; `name` where a bundler made class names meaningless. */
function classNameOf(error: unknown): string | undefined {
  if (!isObject(error)) return undefined;
  const constructor = error["constructor"];
  const className = typeof constructor === "function" ? constructor.name : "";
  return identifierOf(className.length > 2 ? className : error["name"]);
}
