/**
 * ClickHouse's HTTP interface over the engine that npm has (chdb), which is a library: as much of it as
 * `@clickhouse/client` speaks. https://clickhouse.com/docs/interfaces/http
 *
 *   node serve-engine.ts NODE_MODULES FOLDER PORT
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { buffer } from "node:stream/consumers";

/** Of chdb, what is used here. */
interface Engine {
  readonly Session: new (folder: string) => Session;
}

/** A connection: settings and the current database are its own. */
interface Session {
  queryAsync(sql: string, options: { readonly format: string }): Promise<{ bytes(): Uint8Array }>;
}

/** What is no setting of a query. https://clickhouse.com/docs/interfaces/http#parameters */
const PARAMETERS: ReadonlySet<string> = new Set(["query", "database", "query_id"]);

/** Queries that are answered at the same time. */
const CONNECTIONS = 4;

/** The tests share the machine with others. */
const MAX_THREADS = 1;

const MAX_HEADER_BYTES = 1024 * 1024;

const [modules, folder, port] = process.argv.slice(2) as [string, string, string];
const { Session } = createRequire(`${modules}/`)("chdb") as Engine;
const connections = Array.from({ length: CONNECTIONS }, () => ({
  session: new Session(folder),
  last: Promise.resolve(),
  set: "",
}));
let asked = 0;

createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => void answer(request, response)).listen(
  Number(port),
  "127.0.0.1",
);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url!, "http://localhost");
  if (pathname === "/ping") return void response.end("Ok.\n");
  const sql = [searchParams.get("query") ?? "", String(await buffer(request))].filter((part) => part !== "").join("\n");
  try {
    response.end(await run(sql, searchParams));
  } catch (error) {
    const { message } = error as Error;
    const code = /Code: (\d+)/.exec(message)?.[1] ?? "1002";
    response.writeHead(500, { "x-clickhouse-exception-code": code }).end(message);
  }
}

/** On one connection after the other; one connection has one query at a time. */
function run(sql: string, parameters: URLSearchParams): Promise<Uint8Array> {
  const connection = connections[asked++ % CONNECTIONS]!;
  const result = connection.last.then(async () => {
    const settings = [...parameters]
      .filter(([name]) => !PARAMETERS.has(name))
      .map(([name, value]) => `${name} = '${value}'`);
    const database = parameters.get("database") ?? "default";
    const set = `SET ${[`max_threads = ${MAX_THREADS}`, ...settings].join(", ")}; USE \`${database}\`;`;
    // They stay set; a query that fails may have failed at them.
    const before = connection.set === set ? "" : set;
    connection.set = "";
    const answer = (await connection.session.queryAsync(`${before} ${sql}`, { format: "TabSeparated" })).bytes();
    connection.set = set;
    return answer;
  });
  connection.last = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}
