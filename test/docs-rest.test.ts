/** docs/rest.md and the OpenAPI document have the same routes and parameters, in the same words. */
import { readFileSync } from "node:fs";
import type { OpenApiDocument } from "../packages/server/test/http/openapi-document.ts";
import { serverForEachTest } from "./server-for-each-test.ts";

const server = serverForEachTest();

const page = readFileSync("docs/rest.md", "utf8");

/** Rows of the tables below a heading. */
function rowsBelow(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  return [...section.matchAll(/^\| (`.*?) +\|$/gm)].map(([, row]) => row!.replaceAll(/ +\| +/g, " | "));
}

interface Described {
  readonly route: string;
  readonly name: string;
  readonly text: string;
}

interface Listed {
  readonly routes: readonly string[];
  readonly parameters: readonly Described[];
}

async function readRoutes(): Promise<Listed> {
  const { paths } = await server.get<OpenApiDocument>("/openapi.json");
  const routes: string[] = [];
  const parameters: Described[] = [];
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const route = `${method.toUpperCase()} ${path}`;
      routes.push(`\`${route}\` | ${operation.summary}`);
      for (const { name, description = "", in: place } of operation.parameters) {
        if (place !== "path") parameters.push({ route, name, text: description });
      }
    }
  }
  return { routes, parameters };
}

it("lists every route, and no other", async () => {
  const { routes } = await readRoutes();
  expect([...rowsBelow("Routes")].sort()).toEqual([...routes].sort());
});

it("lists every parameter that is asked for in the query or a header, and no other", async () => {
  const { parameters } = await readRoutes();
  const filter = rowsBelow("Filters");
  const own = parameters.map(({ route, name, text }) => ({
    row: `\`${route}\` | \`${name}\` | ${text}`,
    shared: `\`${name}\` | ${text}`,
  }));
  expect(filter.length).toBeGreaterThan(20);
  expect(filter.filter((row) => !own.some(({ shared }) => shared === row))).toEqual([]);
  const expected = own.filter(({ shared }) => !filter.includes(shared)).map(({ row }) => row);
  expect([...rowsBelow("Parameters")].sort()).toEqual(expected.sort());
});
