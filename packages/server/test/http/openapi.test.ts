/** The OpenAPI document: valid, complete, and true of what the routes answer to anything. */
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { callOf, newSessionId, rootOf, spanOf } from "../spans.ts";
import { anyRequestOf, ask } from "./any-request-of.ts";
import { createFindFault, type FindFault, type OpenApiDocument, readDocument, routesOf } from "./openapi-document.ts";
import { openServerUnderTest, type ServerUnderTest } from "./server-under-test.ts";

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
      fc.asyncProperty(anyRequestOf(document, known), async ({ route, path, init }) => {
        const answer = await ask(server, path, init);
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
