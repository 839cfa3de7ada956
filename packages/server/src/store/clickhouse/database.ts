/** A database of a ClickHouse server: what is asked of it, and what it refuses. */
import type * as ClickHouse from "@clickhouse/client";
import type { ClickHouseClient } from "@clickhouse/client";
import { StartError } from "../../start-error.ts";
import { StoreError } from "../store-error.ts";
import type { TraceCall } from "../store-settings.ts";
import { type Row, toRowText } from "./row-text.ts";

const SETTINGS = {
  // An insert is answered once it is written; `AppendQueue` gathers what comes together.
  async_insert: 0,
  // What is an object in JSON is text as it is written, in a column of text.
  input_format_json_read_objects_as_strings: 1,
  // In parallel, rows of some 100 MB would be refused.
  input_format_parallel_parsing: 0,
  output_format_json_quote_64bit_integers: 1,
  // `max(sequence) AS sequence` is no other `sequence` in what follows WHERE.
  prefer_column_name_to_alias: 1,
  // Queries name the spans and sessions that they ask for.
  max_query_size: String(64 * 1024 * 1024),
} as const;

const REQUEST_TIMEOUT_MS = 60_000;
const DEFAULT_DATABASE = "rootspan";

/** How queries are made visible where nobody looks. */
const untraced: TraceCall = (_, work) => work();

export class Database {
  readonly name: string;
  readonly #client: ClickHouseClient;
  readonly #trace: TraceCall;

  constructor(client: ClickHouseClient, name: string, trace: TraceCall = untraced) {
    this.#client = client;
    this.name = name;
    this.#trace = trace;
  }

  /** @throws StoreError `unavailable` */
  async rows(sql: string): Promise<readonly Row[]> {
    return this.#trace("store query", () =>
      told("read", async () => {
        const result = await this.#client.query({ query: sql, format: "JSONEachRow" });
        return result.json<Row>();
      }),
    );
  }

  /** Rows of the same columns. Durable when it resolves. @throws StoreError `unavailable` */
  insert(table: string, rows: readonly Row[]): Promise<void> {
    const texts = rows.map((row) => toRowText(row));
    return this.#insert(table, texts, Object.keys(rows[0] ?? {}));
  }

  /** Rows of any columns, from `toRowText`. Durable when it resolves. @throws StoreError `unavailable` */
  insertTexts(table: string, rows: readonly string[]): Promise<void> {
    return this.#insert(table, rows, []);
  }

  /** @throws StoreError `unavailable` */
  async run(sql: string): Promise<void> {
    await this.#trace("store command", () => told("write", () => this.#client.command({ query: sql })));
  }

  /** Durable when it resolves. To remove nothing costs no more than to ask. @throws StoreError `unavailable` */
  async remove(table: string, where: string): Promise<void> {
    const [row] = await this.rows(`SELECT 1 FROM ${table} WHERE ${where} LIMIT 1`);
    if (row !== undefined) await this.run(`DELETE FROM ${table} WHERE ${where}`);
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** @param columns none where all may be there */
  async #insert(table: string, values: readonly string[], columns: readonly string[]): Promise<void> {
    if (values.length === 0) return;
    const named = columns.length === 0 ? {} : { columns: columns as [string, ...string[]] };
    await this.#trace(`store insert ${table}`, () =>
      told("write", () => this.#client.insert({ table, ...named, values, format: "JSONEachRow" })),
    );
  }
}

/** Makes the database where there is none. @throws StoreError `unavailable` @throws StartError without its client */
export async function openDatabase(url: string, trace?: TraceCall): Promise<Database> {
  const { createClient, ClickHouseLogLevel } = await load();
  const target = new URL(url);
  const name = target.pathname.slice(1) || DEFAULT_DATABASE;
  target.pathname = "";
  const shared = {
    url: target,
    application: "rootspan",
    request_timeout: REQUEST_TIMEOUT_MS,
    clickhouse_settings: SETTINGS,
    // Rows are texts already.
    json: { stringify: String },
    // Whoever asked is told; a query may hold what clients sent.
    log: { level: ClickHouseLogLevel.OFF },
  };
  const database = new Database(createClient({ ...shared, database: name }), name, trace);
  try {
    if (!(await isThere(database))) await make(name, new Database(createClient(shared), "default"));
    return database;
  } catch (error) {
    await database.close();
    const { message } = error as StoreError;
    throw new StoreError("unavailable", `cannot open the database ${name} at ${target.host}: ${message}`, {
      cause: error,
    });
  }
}

async function isThere(database: Database): Promise<boolean> {
  try {
    await database.rows("SELECT 1");
    return true;
  } catch (error) {
    if (((error as Error).cause as { readonly type?: string }).type !== "UNKNOWN_DATABASE") throw error;
    return false;
  }
}

async function make(name: string, server: Database): Promise<void> {
  try {
    await server.run(`CREATE DATABASE IF NOT EXISTS ${name}`);
  } finally {
    await server.close();
  }
}

/** Only where it is asked for, and may be left out of an installation. */
async function load(): Promise<typeof ClickHouse> {
  try {
    return await import("@clickhouse/client");
  } catch (error) {
    throw new StartError("a store in ClickHouse needs the package @clickhouse/client, which is not installed", {
      cause: error,
    });
  }
}

/** In words that may be told to a client: the message of the server may quote what clients sent. */
async function told<T>(doing: "read" | "write", work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { type, code } = error as { readonly type?: string; readonly code?: string };
    throw new StoreError("unavailable", `ClickHouse cannot ${doing}: ${type ?? code ?? "no answer"}`, { cause: error });
  }
}
