/** What a route takes and answers: its requests are checked by it, and the OpenAPI document is made of it. */
import type { FastifySchema } from "fastify";
import type { ProblemCode } from "../problem.ts";
import type { JsonSchema } from "./json-schema.ts";

/** Groups of routes in the document, and what they are. */
export const ROUTE_GROUPS = {
  ingest: "Telemetry in",
  sessions: "What is known of sessions, and what people add to it",
  live: "Server-sent events, as things happen",
  analytics: "Numbers over many sessions",
  artifacts: "Files of sessions",
  project: "Whose data a key opens",
  agentops: "The wire of AgentOps' SDKs",
  operations: "For those who run the server",
} as const;

export type RouteGroup = keyof typeof ROUTE_GROUPS;

export interface BodyDescription {
  /** Media types, the usual one first. */
  readonly types: readonly string[];
  /** Undefined where the body is bytes. Only a body of JSON is checked by it. */
  readonly schema?: JsonSchema;
  readonly description?: string;
}

export interface AnswerDescription {
  readonly description: string;
  /** One a form of the answer; none where it has no body. */
  readonly content?: Readonly<Record<string, JsonSchema>>;
  readonly headers?: Readonly<Record<string, JsonSchema>>;
}

export interface RouteDescription {
  /** Unique, in camel case. */
  readonly id: string;
  readonly group: RouteGroup;
  readonly summary: string;
  readonly description?: string;
  readonly params?: JsonSchema;
  readonly query?: JsonSchema;
  /** Headers that mean something to the route. */
  readonly headers?: JsonSchema;
  readonly body?: BodyDescription;
  /** By HTTP status. */
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  /** Those that are the route's own, besides those that any request may meet. */
  readonly problems?: readonly ProblemCode[];
  /** What problems are answered in, where that is not `application/problem+json`. */
  readonly problemContent?: Readonly<Record<string, JsonSchema>>;
  /** Whether it answers without a key. */
  readonly open?: boolean;
}

/** A schema of Fastify that knows what it was made of. */
export interface DescribedSchema extends FastifySchema {
  readonly description: RouteDescription;
}

export function describeRoute(description: RouteDescription): DescribedSchema {
  const { params, query, body } = description;
  return {
    ...(params !== undefined && { params }),
    ...(query !== undefined && { querystring: query }),
    ...(body?.schema !== undefined && body.types[0] === "application/json" && { body: body.schema }),
    description,
  };
}

/** Undefined for a route that nobody described. */
export function descriptionOf(schema: Partial<DescribedSchema> | undefined): RouteDescription | undefined {
  return schema?.description;
}

export function jsonAnswer(description: string, schema: JsonSchema): AnswerDescription {
  return { description, content: { "application/json": schema } };
}

/** Of a route that is no part of the API, as a page is. Plugins of Fastify call it so too. */
export const HIDDEN: FastifySchema = { hide: true } as FastifySchema;

export function isHidden(schema: FastifySchema | undefined): boolean {
  return (schema as { readonly hide?: boolean } | undefined)?.hide === true;
}
