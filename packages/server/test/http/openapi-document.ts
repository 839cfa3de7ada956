/** Reads a server's OpenAPI document, and holds its answers to it. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { isInstant } from "../../src/http/schema/instant.ts";
import type { Answer, ServerUnderTest } from "./server-under-test.ts";

export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly description?: string;
  readonly required: boolean;
  readonly schema: Schema;
}

interface Media {
  readonly schema: Schema;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export async function readDocument(server: ServerUnderTest): Promise<OpenApiDocument> {
  return (await server.get("/openapi.json")).body as OpenApiDocument;
}

export function routesOf({ paths }: OpenApiDocument): readonly Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** The schema that a reference of the document means. */
export function resolveSchema(schema: Schema, { components }: OpenApiDocument): Schema {
  const { $ref } = schema;
  return typeof $ref === "string" ? components.schemas[$ref.split("/").at(-1)!]! : schema;
}

/** Says what of an answer is not as the document has it; undefined where all is. */
export type FindFault = (route: Route, answer: Answer) => string | undefined;

export function createFindFault(document: OpenApiDocument): FindFault {
  const ajv = new Ajv2020({ strict: false, formats: { "date-time": isInstant } });
  ajv.addSchema({ $id: "document", components: closeObjects(document.components) });
  const compiled = new Map<Schema, ValidateFunction>();
  const validate = (schema: Schema, body: unknown): string | undefined => {
    const check = compiled.get(schema) ?? ajv.compile(pointToDocument(closeObjects(schema)) as Schema);
    compiled.set(schema, check);
    return check(body) ? undefined : ajv.errorsText(check.errors);
  };
  return ({ operation }, { status, headers, body, bytes }) => {
    const response = operation.responses[status];
    if (response === undefined) return `status ${status} is not described: ${bytes.toString().slice(0, 300)}`;
    if (response.content === undefined) return bytes.length === 0 ? undefined : "a body is not described";
    const type = headers.get("content-type")?.split(";", 1)[0] ?? "none";
    const media = response.content[type] ?? response.content["*/*"];
    if (media === undefined) return `content type ${type} is not described`;
    return type.endsWith("json") && !type.endsWith("ndjson") ? validate(media.schema, body) : undefined;
  };
}

/** What the document leaves open for later versions is closed here: an answer has nothing that is not described. */
function closeObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeObjects);
  if (typeof value !== "object" || value === null) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([name, child]) => [name, closeObjects(child)]));
  const isOpen = inside["type"] === "object" && "properties" in inside && !("additionalProperties" in inside);
  return isOpen ? { ...inside, additionalProperties: false } : inside;
}

function pointToDocument(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointToDocument);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      name,
      name === "$ref" && typeof child === "string" ? `document${child}` : pointToDocument(child),
    ]),
  );
}
