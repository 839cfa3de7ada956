/** The OpenAPI document: valid, complete, and true of what the routes answer to anything. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc, { type Arbitrary } from "fast-check";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";
import { anyAllowed, anyNonsense } from "./any-parameter.ts";
import {
  createFindFault,
  type FindFault,
  type OpenApiDocument,
  type Parameter,
  readDocument,
  type Route,
  routesOf,
} from "./openapi-document.ts";
import { type Answer, openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

let server: ServerUnderTest;
let document: OpenApiDocument;
let findFault: FindFault;
const known = newSessionId();

beforeAll(async () => {
  server = await openServerUnderTest();
  document = await readDocument(server);
  findFault = createFindFault(document);
  await server.send([
    callOf(known),
    spanOf(known, {}, { status: { code: 2, message: "m" } }),
    rootOf(known, "Success"),
  ]);
  await server.send([callOf(newSessionId())]);
  await server.upload(known, "a.webm", "bytes");
});

afterAll(() => server.close());

it("is a valid document of OpenAPI 3.1", () => {
  const path = require.resolve("@seriousme/openapi-schema-validator/schemas/v3.1/schema.json");
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(readFileSync(path, "utf8")) as object);
  validate(document);
  expect(validate.errors).toBeNull();
});

it("names every operation once, and refers to nothing that is not there", () => {
  const ids = routesOf(document).map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(10);
  for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name);
});

it("has all methods of each path", async () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    const { status, headers } = await server.fetch(path.replaceAll(/\{\w+\}/g, "x"), { method: "OPTIONS" });
    expect([path, status]).toEqual([path, 405]);
    const allowed = headers
      .get("allow")!
      .split(", ")
      .filter((method) => method !== "HEAD");
    expect([path, allowed]).toEqual([
      path,
      Object.keys(operations)
        .map((method) => method.toUpperCase())
        .sort(),
    ]);
  }
});

describe("whatever is asked", () => {
  it("is answered as the document says, and never with a fault of the server", async () => {
    await fc.assert(
      fc.asyncProperty(anyRequest(), async ({ route, path, init }) => {
        const answer = await ask(path, init);
        expect(answer.status).toBeLessThan(500);
        // An empty or odd part of a path may make it that of no route.
        if (answer.status === 404 && answer.body?.code === "not_found") return;
        expect({ path, init, fault: findFault(route, answer) }).toEqual({ path, init, fault: undefined });
      }),
      { numRuns: 300 },
    );
    expect(server.reported).toEqual([]);
  });
});

/** Of a stream without an end, the beginning. */
async function ask(path: string, init: RequestInit): Promise<Answer> {
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

interface AnyRequest {
  readonly route: Route;
  readonly path: string;
  readonly init: RequestInit;
}

function anyRequest(): Arbitrary<AnyRequest> {
  // Built when the document is there.
  return fc.constantFrom(...routesOf(document)).chain((route) =>
    fc
      .record({
        params: fc.tuple(...route.operation.parameters.map(anyValueOf)),
        extra: anyExtra(),
        body: anyBody(route),
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

function anyValueOf(parameter: Parameter): Arbitrary<readonly Given[]> {
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

function anyBody({ operation }: Route): Arbitrary<{ type: string; text: string } | undefined> {
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
