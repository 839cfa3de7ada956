/** Requests of every kind to the operations of a document: some that it allows, and some that it does not. */
import fc, { type Arbitrary } from "fast-check";
import { anyAllowed, anyNonsense } from "./any-parameter.ts";
import { type OpenApiDocument, type Parameter, type Route, routesOf } from "./openapi-document.ts";
import type { Answer, ServerUnderTest } from "./server-under-test.ts";

/** Of a stream without an end, the beginning. */
export async function ask(server: ServerUnderTest, path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(new URL(path, server.url), init);
  const { status, headers } = response;
  if (headers.get("content-type") === "text/event-stream") {
    await response.body!.cancel();
    return { status, headers, bytes: Buffer.alloc(0), body: undefined };
  }
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status, headers, bytes, body: parse(bytes) };
}

function parse(bytes: Buffer): Answer["body"] {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

export interface AnyRequest {
  readonly route: Route;
  readonly path: string;
  readonly init: RequestInit;
}

/** @param known a session that there is */
export function anyRequestOf(document: OpenApiDocument, known: string): Arbitrary<AnyRequest> {
  return fc.constantFrom(...routesOf(document)).chain((route) =>
    fc
      .record({
        params: fc.tuple(...route.operation.parameters.map((parameter) => anyValueOf(parameter, document, known))),
        extra: anyExtra(),
        body: anyBody(route, document),
      })
      .map(({ params, extra, body }) => {
        const given = params.flat();
        const of = (place: string) => given.filter((one) => one.in === place);
        let path = route.path;
        for (const { name, value } of of("path")) path = path.replace(`{${name}}`, encodeURIComponent(value));
        const query = [...of("query"), ...extra].map(
          ({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
        );
        const headers: Record<string, string> = {};
        for (const { name, value } of of("header")) headers[name] = value.replaceAll(/[^\x21-\x7e]/g, "?");
        if (body !== undefined) headers["content-type"] = body.type;
        return {
          route,
          path: query.length > 0 ? `${path}?${query.join("&")}` : path,
          init: { method: route.method, headers, ...(body !== undefined && { body: body.text }) },
        };
      }),
  );
}

interface Given {
  readonly name: string;
  readonly in: string;
  readonly value: string;
}

function anyValueOf(parameter: Parameter, document: OpenApiDocument, known: string): Arbitrary<readonly Given[]> {
  const { name, in: place } = parameter;
  const give = (value: unknown): readonly Given[] =>
    [value]
      .flat()
      .map((one) => ({ name, in: place, value: typeof one === "string" ? one.toWellFormed() : JSON.stringify(one) }));
  const allowed = anyAllowed(parameter.schema, document).map(give);
  const nonsense = anyNonsense.map(give);
  if (name === "id" && place === "path")
    return fc.oneof({ weight: 4, arbitrary: fc.constant(give(known)) }, allowed, nonsense);
  if (place === "path") return fc.oneof(allowed, nonsense);
  return fc.oneof(
    { weight: 8, arbitrary: fc.constant([]) },
    { weight: 4, arbitrary: allowed },
    { weight: 1, arbitrary: nonsense },
  );
}

function anyExtra(): Arbitrary<readonly Given[]> {
  const one = fc.record({ name: anyNonsense, in: fc.constant("query"), value: anyNonsense });
  return fc.oneof({ weight: 12, arbitrary: fc.constant([]) }, fc.array(one, { maxLength: 2 }));
}

function anyBody(
  { operation }: Route,
  document: OpenApiDocument,
): Arbitrary<{ type: string; text: string } | undefined> {
  if (operation.requestBody === undefined) return fc.constant(undefined);
  const types = Object.entries(operation.requestBody.content);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(...types).chain(([type, { schema }]) =>
        anyAllowed(schema, document).map((value) => ({
          type: type.replace("*/*", "video/webm"),
          text: JSON.stringify(value),
        })),
      ),
    },
    fc.record({ type: fc.constantFrom(...types.map(([type]) => type), "text/html"), text: anyNonsense }),
    fc.record({ type: fc.constant("application/json"), text: fc.json({ maxDepth: 5 }) }),
  );
}
