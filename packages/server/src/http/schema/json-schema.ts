/**
 * JSON Schemas (2020-12) as TypeScript writes them: those of objects are held to the interface that they describe. A
 * schema with a title stands in the OpenAPI document once, under that name.
 */

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

const OPTIONAL: unique symbol = Symbol("optional");

/** A schema of a property that may be left out. */
export interface OptionalSchema extends JsonSchema {
  readonly [OPTIONAL]: true;
}

/** One schema a property of T: one that is missing, one too many or one that is not optional there does not compile. */
export type PropertySchemas<T> = {
  readonly [K in keyof T]-?: Pick<T, K> extends Required<Pick<T, K>> ? JsonSchema : OptionalSchema;
};

/** Keywords that say more of a schema, as `description`. */
export type Keywords = Readonly<Record<string, unknown>>;

export function optional(schema: JsonSchema): OptionalSchema {
  return { ...schema, [OPTIONAL]: true };
}

export function objectOf<T>(properties: PropertySchemas<T>, keywords: Keywords = {}): JsonSchema {
  const required = Object.entries<JsonSchema>(properties).flatMap(([name, schema]) =>
    OPTIONAL in schema ? [] : [name],
  );
  return { type: "object", ...keywords, ...(required.length > 0 && { required }), properties };
}

/** For what clients send: what is unknown is refused. */
export function closedObjectOf<T>(properties: PropertySchemas<T>, keywords: Keywords = {}): JsonSchema {
  return objectOf(properties, { additionalProperties: false, ...keywords });
}

export function listOf(items: JsonSchema, keywords: Keywords = {}): JsonSchema {
  return { type: "array", items, ...keywords };
}

export function recordOf(values: JsonSchema, keywords: Keywords = {}): JsonSchema {
  return { type: "object", additionalProperties: values, ...keywords };
}

export function nullable(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: "null" }] };
}

export function text(description?: string, keywords: Keywords = {}): JsonSchema {
  return { type: "string", ...(description !== undefined && { description }), ...keywords };
}

export function integer(description?: string, keywords: Keywords = {}): JsonSchema {
  return { type: "integer", ...(description !== undefined && { description }), ...keywords };
}

/** What is counted: a whole number from 0. */
export function count(description?: string, keywords: Keywords = {}): JsonSchema {
  return integer(description, { minimum: 0, ...keywords });
}

export function number(description?: string, keywords: Keywords = {}): JsonSchema {
  return { type: "number", ...(description !== undefined && { description }), ...keywords };
}

export function flag(description?: string, keywords: Keywords = {}): JsonSchema {
  return { type: "boolean", ...(description !== undefined && { description }), ...keywords };
}

export function oneOf(values: readonly (string | number)[], keywords: Keywords = {}): JsonSchema {
  return { enum: values, ...keywords };
}

/** RFC 3339. */
export function instant(description?: string): JsonSchema {
  return text(description, { format: "date-time" });
}

export const ANYTHING: JsonSchema = {};

/** No query parameter at all. */
export const NO_QUERY: JsonSchema = { type: "object", additionalProperties: false, properties: {} };
