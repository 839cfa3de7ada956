/** The OpenAPI 3.1 document of the routes: its schemas are JSON Schema, so they stand in it as they are. */
import { STATUS_CODES } from "node:http";
import { PROBLEM_STATUS, type ProblemCode } from "../http/problem.ts";
import { type AnswerDescription, ROUTE_GROUPS, type RouteDescription } from "../http/schema/describe-route.ts";
import type { JsonSchema } from "../http/schema/json-schema.ts";
import { VERSION } from "../version.ts";
import { PROBLEM } from "./problem-schema.ts";
import { type Components, hoistSchemas } from "./hoist-schemas.ts";

export interface DescribedRoute {
  readonly method: string;
  /** As Fastify writes it: `/v2/sessions/:id`. */
  readonly url: string;
  readonly description: RouteDescription;
}

export interface OpenApiSettings {
  /** Where the routes are, as behind a proxy: `/rootspan`; empty at the root. */
  readonly basePath: string;
}

/** What every request may meet. */
const ANY_PROBLEM: readonly ProblemCode[] = [
  "invalid_parameter",
  "too_many_requests",
  "internal_error",
  "store_unavailable",
];
/** What every request of a route that wants a key may meet. */
const GUARDED_PROBLEM: readonly ProblemCode[] = [
  "missing_key",
  "invalid_key",
  "insufficient_scope",
  "too_many_requests",
];

const SECURITY_SCHEMES = {
  rootspanKey: { type: "apiKey", in: "header", name: "X-Rootspan-Api-Key" },
  agentopsKey: { type: "apiKey", in: "header", name: "X-Agentops-Api-Key" },
  bearer: { type: "http", scheme: "bearer" },
};

export function toOpenApi(routes: readonly DescribedRoute[], { basePath }: OpenApiSettings): object {
  const components: Components = new Map();
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, url, description } of routes) {
    const path = url.replaceAll(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[method.toLowerCase()] = toOperation(method, description, components);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Rootspan",
      version: VERSION,
      description: "Sessions of AI agents: OTLP in, REST out.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: basePath === "" ? "/" : basePath }],
    // On loopback no key is needed.
    security: [{}, ...Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] }))],
    tags: Object.entries(ROUTE_GROUPS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: Object.fromEntries([...components].sort(byName)), securitySchemes: SECURITY_SCHEMES },
  };
}

function toOperation(method: string, route: RouteDescription, components: Components): object {
  const { id, group, summary, description, params, query, headers, body, answers, open = false } = route;
  return {
    operationId: method === "HEAD" ? `${id}Head` : id,
    tags: [group],
    summary,
    ...(description !== undefined && { description }),
    ...(open && { security: [] }),
    parameters: [
      ...toParameters("path", params, components),
      ...toParameters("query", query, components),
      ...toParameters("header", headers, components),
    ],
    ...(body !== undefined && {
      requestBody: {
        required: true,
        ...(body.description !== undefined && { description: body.description }),
        content: Object.fromEntries(body.types.map((type) => [type, toMedia(body.schema ?? {}, components)])),
      },
    }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, toAnswer(answer, components)])),
      ...toProblems(route, components),
    },
  };
}

function toParameters(place: string, schema: JsonSchema | undefined, components: Components): readonly object[] {
  const properties = (schema?.["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = (schema?.["required"] ?? []) as readonly string[];
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    ...(description !== undefined && { description }),
    required: place === "path" || required.includes(name),
    schema: hoistSchemas(rest, components),
  }));
}

function toAnswer({ description, content, headers }: AnswerDescription, components: Components): object {
  return {
    description,
    ...(content !== undefined && {
      content: Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, toMedia(schema, components)])),
    }),
    ...(headers !== undefined && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, { description: said, ...schema }]) => [
          name,
          { ...(said !== undefined && { description: said }), schema },
        ]),
      ),
    }),
  };
}

/** One answer a status; its description lists the codes. */
function toProblems(route: RouteDescription, components: Components): object {
  const { problems = [], open = false, problemContent = { "application/problem+json": PROBLEM } } = route;
  const codes = [...new Set([...ANY_PROBLEM, ...(open ? [] : GUARDED_PROBLEM), ...problems])];
  const statuses = [...new Set(codes.map((code) => PROBLEM_STATUS[code]))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = codes.filter((code) => PROBLEM_STATUS[code] === status);
      const description = `${STATUS_CODES[status]}: ${ofStatus.join(", ")}`;
      return [status, toAnswer({ description, content: problemContent }, components)];
    }),
  );
}

function toMedia(schema: JsonSchema, components: Components): object {
  return { schema: hoistSchemas(schema, components) };
}

function byName([a]: readonly [string, object], [b]: readonly [string, object]): number {
  return a < b ? -1 : 1;
}
