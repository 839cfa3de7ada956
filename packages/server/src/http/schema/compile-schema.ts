/** Checks requests against the schemas of their routes. */
import { Ajv2020, type Options } from "ajv/dist/2020.js";
import type { FastifySchemaCompiler } from "fastify";
import { isInstant } from "./instant.ts";
import type { JsonSchema } from "./json-schema.ts";

const OPTIONS: Options = {
  // Errors carry the value and the schema, so that they can say what is allowed.
  verbose: true,
  useDefaults: true,
  strict: true,
  strictTypes: false,
  keywords: ["x-expected"],
  formats: { "date-time": isInstant },
};

/**
 * Paths and queries are text: it becomes the type that is asked for, and one value a list of one. `1e999` becomes
 * Infinity, which Ajv would hold to no maximum if it was strict about numbers.
 */
const OF_TEXT = new Ajv2020({ ...OPTIONS, coerceTypes: "array", strictNumbers: false });
/** JSON has types of its own. */
const OF_JSON = new Ajv2020(OPTIONS);

export const compileSchema: FastifySchemaCompiler<JsonSchema> = ({ schema, httpPart }) => {
  const ajv = httpPart === "body" ? OF_JSON : OF_TEXT;
  return ajv.compile(schema);
};
