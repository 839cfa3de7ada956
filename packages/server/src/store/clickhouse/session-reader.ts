/** Reads sessions and their spans. */
import type { SpanRecord } from "@rootspan/model";
import type {
  ResourceCount,
  SessionWithSpans,
  SpanAddress,
  SpanPage,
  SpanPageRequest,
  StoredSession,
} from "../session-store.ts";
import { behind, type Column, formatCursor } from "./cursor.ts";
import type { Database } from "./database.ts";
import { mergeAll } from "./fact-reader.ts";
import { isOneOf, literal } from "./literal.ts";
import { SESSION_COLUMNS, toSession } from "./session-row.ts";
import { ROW_COLUMNS, SPAN_COLUMNS, toResource, toSpanRecord, toSpanRow } from "./span-row.ts";

/** Of spans that several servers numbered alike, the ids decide. */
const ARRIVAL: readonly Column[] = [
  { name: "sequence", kind: "integer" },
  { name: "position", kind: "integer" },
  { name: "trace_id", kind: "text" },
  { name: "span_id", kind: "text" },
];

const ORDERS = { arrival: ARRIVAL, start: [{ name: "start", kind: "integer" } as const, ...ARRIVAL] };

export class SessionReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(project: string, session: string): Promise<StoredSession | undefined> {
    const [row] = await this.#database.rows(
      `SELECT ${SESSION_COLUMNS} FROM sessions FINAL WHERE ${inSession(project, session)}`,
    );
    return row === undefined ? undefined : toSession(row);
  }

  /** The tally is of the spans that were read, also while others arrive. */
  async read(project: string, session: string): Promise<SessionWithSpans | undefined> {
    const found = await this.find(project, session);
    if (found === undefined) return undefined;
    const rows = await this.#database.rows(
      `SELECT ${SPAN_COLUMNS}, tally, sequence, received_ms FROM spans FINAL
       WHERE ${inSession(project, session)} ORDER BY ${orderOf(ORDERS.start)}`,
    );
    if (rows.length === 0) return undefined;
    const greatest = (column: string): number => rows.reduce((most, row) => Math.max(most, Number(row[column])), 0);
    return {
      session: {
        ...found,
        tally: mergeAll(rows.map((row) => String(row["tally"]))),
        receivedAtMs: greatest("received_ms"),
        sequence: Math.max(found.sequence, greatest("sequence")),
      },
      spans: rows.map(toSpanRecord),
    };
  }

  async listSpans(project: string, session: string, request: SpanPageRequest): Promise<SpanPage | undefined> {
    if ((await this.find(project, session)) === undefined) return undefined;
    const { order = "start", limit, after, since = 0 } = request;
    const query = JSON.stringify(["spans", order, project, session]);
    const columns = ORDERS[order];
    const beyond = after === undefined ? "" : ` AND ${behind(after, query, columns, false)}`;
    // One more than asked for tells whether there is a next page.
    const rows = await this.#database.rows(
      `SELECT ${ROW_COLUMNS}, [${columns.map(({ name }) => `toString(${name})`).join()}] AS place FROM spans FINAL
       WHERE ${inSession(project, session)} AND sequence > ${since}${beyond}
       ORDER BY ${orderOf(columns)} LIMIT ${limit + 1}`,
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last !== undefined ? formatCursor(last["place"] as string[], query) : undefined;
    return { spans: page.map(toSpanRow), next };
  }

  async readSpans(project: string, session: string, spans: readonly SpanAddress[]): Promise<readonly SpanRecord[]> {
    if (spans.length === 0) return [];
    const ids = isOneOf(
      "span_id",
      spans.map(({ spanId }) => spanId),
    );
    const rows = await this.#database.rows(
      `SELECT ${SPAN_COLUMNS} FROM spans FINAL WHERE ${inSession(project, session)} AND ${ids}`,
    );
    const records = Map.groupBy(rows.map(toSpanRecord), ({ spanId }) => spanId);
    return spans.flatMap(({ spanId, traceId }) => {
      const found = records.get(spanId)?.find((record) => traceId === undefined || record.traceId === traceId);
      return found === undefined ? [] : [found];
    });
  }

  /** All of them at once: they are few, but for those of processes that lived for a call. */
  async resources(project: string, session: string): Promise<readonly ResourceCount[]> {
    const rows = await this.#database.rows(
      `SELECT resource, count() AS spans FROM spans FINAL WHERE ${inSession(project, session)}
       GROUP BY resource ORDER BY min((sequence, position))`,
    );
    return rows.map((row) => ({ resource: toResource(row), spans: Number(row["spans"]) }));
  }
}

function inSession(project: string, session: string): string {
  return `project = ${literal(project)} AND session = ${literal(session)}`;
}

function orderOf(columns: readonly Column[]): string {
  return columns.map(({ name }) => name).join();
}
