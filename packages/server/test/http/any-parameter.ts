/** Values for the parameters and bodies of a route: some that its schema allows, and some that it does not. */
import fc, { type Arbitrary } from "fast-check";
import { type OpenApiDocument, resolveSchema, type Schema } from "./openapi-document.ts";

/** What people and attackers put where something else is expected. */
export const anyNonsense: Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }).map((text) => text.toWellFormed()),
  fc.constantFrom(
    "",
    " ",
    "null",
    "NaN",
    "-1",
    "1e999",
    "9".repeat(40),
    "__proto__",
    "constructor",
    "[object Object]",
    "' OR 1=1 --",
    '"; DROP TABLE sessions; --',
    "%00",
    "a\u0000b",
    "\r\nset-cookie: a=b",
    "../../etc/passwd",
    "2026-13-45T99:99:99Z",
    "(((((((((((a+)+)+)+)+)+)+)+)+)+)+)+$",
    "*".repeat(500),
    "日本語 \u202e",
  ),
);

/** A value that the schema allows, as JSON has it. */
export function anyAllowed(schema: Schema, document: OpenApiDocument): Arbitrary<unknown> {
  const resolved = resolveSchema(schema, document);
  const { anyOf, enum: values, type } = resolved;
  if (Array.isArray(values)) return fc.constantFrom(...(values as unknown[]));
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((one: Schema) => anyAllowed(one, document)));
  const { minimum = -1000, maximum = 1000, minLength = 0, maxLength = 40, maxItems = 3, minItems = 0 } = resolved;
  switch (type) {
    case "integer":
      return fc.integer({ min: Number(minimum), max: Math.min(Number(maximum), Number(minimum) + 1_000_000) });
    case "number":
      return fc.double({ min: Number(minimum), max: Number(maximum), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(anyAllowed(resolved["items"] as Schema, document), {
        minLength: Number(minItems),
        maxLength: Math.min(Number(maxItems), 3),
      });
    case "object":
      return anyObject(resolved, document);
    case "null":
      return fc.constant(null);
    case "string":
      return resolved["format"] === "date-time"
        ? fc
            .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
            .map((date) => date.toISOString())
        : fc.string({ minLength: Number(minLength), maxLength: Math.min(Number(maxLength), 40) });
    default:
      return fc.jsonValue();
  }
}

function anyObject({ properties = {}, required = [] }: Schema, document: OpenApiDocument): Arbitrary<unknown> {
  const fields = Object.entries(properties as Readonly<Record<string, Schema>>);
  return fc.record(Object.fromEntries(fields.map(([name, schema]) => [name, anyAllowed(schema, document)])), {
    requiredKeys: required as never[],
  });
}
