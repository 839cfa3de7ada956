/** Says what is wrong with a request that does not match its route's schema, where, and what is allowed. */
import type { ErrorObject } from "ajv/dist/2020.js";
import type { FastifyError, FastifySchema } from "fastify";
import { Problem } from "./problem.ts";

export type FastifyFault = Partial<FastifyError> & { readonly schema?: FastifySchema };

/** A fault as Ajv finds it, with the value and the schema it is about. */
type SchemaFault = ErrorObject<string, Readonly<Record<string, unknown>>>;

type Bounds = Readonly<
  Partial<Record<"minimum" | "maximum" | "minLength" | "maxLength" | "minItems" | "maxItems", number>>
>;

type Schema = Readonly<Record<string, unknown>>;

/** What of a client's value is repeated to it. */
const MAX_SHOWN_CHARACTERS = 100;

export function toParameterProblem({ validation, validationContext = "querystring" }: FastifyFault): Problem {
  const [fault] = (validation ?? []) as readonly unknown[] as readonly SchemaFault[];
  if (fault === undefined) return new Problem("invalid_parameter", "the request is not valid");
  const place = PLACES[validationContext] ?? "parameter";
  const field = fieldOf(fault);
  const subject = field === "" ? place.replace(" field", "") : `${place} ${field}`;
  return new Problem("invalid_parameter", describe(subject, fault), { field });
}

const PLACES: Readonly<Record<string, string>> = {
  params: "path parameter",
  querystring: "query parameter",
  headers: "header",
  body: "body field",
};

/** As it is written in the request: of lists and objects the whole path, as `tags/0`. */
function fieldOf({ instancePath, params }: SchemaFault): string {
  const parts = instancePath.split("/").slice(1);
  const named = params["additionalProperty"] ?? params["missingProperty"] ?? params["propertyName"];
  return [...parts, ...(typeof named === "string" ? [named] : [])].join("/");
}

function describe(subject: string, fault: SchemaFault): string {
  if (fault.keyword === "additionalProperties") {
    const allowed = Object.keys((fault.parentSchema?.["properties"] ?? {}) as Schema);
    return allowed.length === 0
      ? `unknown ${subject}; there are none`
      : `unknown ${subject}; allowed are ${allowed.join(", ")}`;
  }
  if (fault.keyword === "required") return `${subject} is missing`;
  return `${subject} must be ${expectation(fault)}, got ${show(fault.data)}`;
}

/** By the keyword that was broken; a schema may say it better, with `x-expected`. */
function expectation({ keyword, params, parentSchema = {}, message }: SchemaFault): string {
  const said = (parentSchema as Schema)["x-expected"];
  if (typeof said === "string") return said;
  const { minimum, maximum, minLength, maxLength, minItems, maxItems } = parentSchema as Bounds;
  switch (keyword) {
    case "enum":
      return `one of ${(params["allowedValues"] as readonly unknown[]).join(", ")}`;
    case "type":
      return `of type ${[params["type"]].flat().join(" or ")}`;
    case "minimum":
    case "maximum":
      return `a number ${range(minimum, maximum)}`;
    case "minLength":
    case "maxLength":
      return `a text of length ${range(minLength, maxLength)}`;
    case "minItems":
    case "maxItems":
      return `a list of length ${range(minItems, maxItems)}`;
    case "format":
      return "a moment of RFC 3339, as 2026-01-31T09:00:00Z";
    default:
      return (message ?? "valid").replace(/^must (be )?/, "");
  }
}

function range(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return `at most ${to}`;
  return to === undefined ? `of at least ${from}` : `from ${from} to ${to}`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
