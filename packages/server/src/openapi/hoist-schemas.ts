/** Puts each schema that has a title among the components of a document, and a reference in its place. */
import type { JsonSchema } from "../http/schema/json-schema.ts";

/** By title. */
export type Components = Map<string, JsonSchema>;

export function hoistSchemas(schema: JsonSchema, components: Components): JsonSchema {
  const inside = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, hoist(value, components)]),
  );
  const { title } = schema;
  if (typeof title !== "string") return inside;
  components.set(title, inside);
  return { $ref: `#/components/schemas/${title}` };
}

function hoist(value: unknown, components: Components): unknown {
  if (Array.isArray(value)) return value.map((item) => hoist(item, components));
  return typeof value === "object" && value !== null ? hoistSchemas(value as JsonSchema, components) : value;
}
