/**
 * Reads what is known of sessions. What all spans of a session add need not be read each time: a server remembers the
 * tally that it derived last, and sees by a fingerprint of the spans whether there are others than those it adds.
 */
import {
  EMPTY_TALLY,
  mergeTallies,
  NO_EDITS,
  type SessionEdits,
  type SessionTally,
  tallyFromJson,
} from "@rootspan/model";
import { RecentMap } from "../../recent-map.ts";
import type { Database } from "./database.ts";
import type { Row } from "./row-text.ts";
import { isOneOf, literal } from "./literal.ts";
import type { SessionFacts } from "./session-row.ts";

/** What was done to a session. */
export interface FactChange {
  /** Of what was done. Spans that were added have it, and no others. */
  readonly sequence: number;
  /** What spans that were added add to it. */
  readonly added?: SessionTally;
}

export interface Facts {
  readonly sessions: readonly SessionFacts[];
  /** Sessions that have no spans. */
  readonly gone: readonly string[];
  readonly goneWithEdits: readonly string[];
}

interface KnownTally {
  readonly fingerprint: string;
  readonly tally: SessionTally;
}

/** Of no spans. */
const NOTHING: KnownTally = { fingerprint: "0", tally: EMPTY_TALLY };

/** Sessions whose tally is remembered. */
const MAX_KNOWN_TALLIES = 2_000;

/** Of a span, which of its rows counts. */
const HASH = "cityHash64(trace_id, span_id, version)";

const FACTS = `session, max(sequence) AS sequence, max(received_ms) AS received_ms, sum(bytes) AS bytes,
  groupBitXor(${HASH}) AS fingerprint`;

export class FactReader {
  readonly #database: Database;
  readonly #known: RecentMap<string, KnownTally> = new RecentMap(MAX_KNOWN_TALLIES);

  constructor(database: Database) {
    this.#database = database;
  }

  async read(project: string, changes: ReadonlyMap<string, FactChange>): Promise<Facts> {
    const [rows, edits] = await Promise.all([
      this.#database.rows(
        `SELECT ${FACTS}, countIf(is_added) AS added, groupBitXorIf(${HASH}, NOT is_added) AS before
         FROM (SELECT *, ${isAdded(changes)} AS is_added FROM spans FINAL WHERE ${within(project, changes.keys())})
         GROUP BY session`,
      ),
      this.#database.rows(
        `SELECT session, field, value, sequence FROM session_edits FINAL WHERE ${within(project, changes.keys())}`,
      ),
    ]);
    const editsOf = Map.groupBy(edits, idOf);
    const known = new Map(rows.map((row) => [idOf(row), this.#tallyOf(project, row, changes.get(idOf(row))!)]));
    const unknown = rows.filter((row) => known.get(idOf(row)) === undefined);
    const read = await this.#readTallies(project, unknown.map(idOf));
    const sessions = [...rows.filter((row) => !unknown.includes(row)), ...read].map((row) => {
      const tally = known.get(idOf(row)) ?? mergeAll(row["tallies"] as readonly string[]);
      this.#known.set(`${project} ${idOf(row)}`, { fingerprint: String(row["fingerprint"]), tally });
      return toFacts(project, row, tally, editsOf.get(idOf(row)) ?? []);
    });
    const present = new Set(sessions.map(({ id }) => id));
    const gone = [...changes.keys()].filter((id) => !present.has(id));
    return { sessions, gone, goneWithEdits: gone.filter((id) => editsOf.has(id)) };
  }

  /** Undefined where there are spans that this server does not know. */
  #tallyOf(project: string, row: Row, { added = EMPTY_TALLY }: FactChange): SessionTally | undefined {
    // Another server may have added some of the same spans before.
    if (Number(row["added"]) !== added.spans) return undefined;
    const before = String(row["before"]);
    const known = before === NOTHING.fingerprint ? NOTHING : this.#known.get(`${project} ${idOf(row)}`);
    return known?.fingerprint === before ? mergeTallies(known.tally, added) : undefined;
  }

  async #readTallies(project: string, ids: readonly string[]): Promise<readonly Row[]> {
    if (ids.length === 0) return [];
    return this.#database.rows(
      `SELECT ${FACTS}, groupArray(tally) AS tallies FROM spans FINAL WHERE ${within(project, ids)} GROUP BY session`,
    );
  }
}

/** Of spans: what each adds to its session. */
export function mergeAll(tallies: readonly string[]): SessionTally {
  return tallies.reduce((sum, tally) => mergeTallies(sum, tallyFromJson(tally)), EMPTY_TALLY);
}

function idOf(row: Row): string {
  return String(row["session"]);
}

function within(project: string, ids: Iterable<string>): string {
  return `project = ${literal(project)} AND ${isOneOf("session", [...ids])}`;
}

function isAdded(changes: ReadonlyMap<string, FactChange>): string {
  const pairs = [...changes].map(([id, { sequence }]) => `(${literal(id)},${sequence})`);
  return `(session, sequence) IN (${pairs.join()})`;
}

function toFacts(project: string, row: Row, tally: SessionTally, edits: readonly Row[]): SessionFacts {
  return {
    project,
    id: idOf(row),
    tally,
    edits: toEdits(edits),
    receivedAtMs: Number(row["received_ms"]),
    sequence: Math.max(Number(row["sequence"]), ...edits.map((edit) => Number(edit["sequence"]))),
    bytes: Number(row["bytes"]),
  };
}

/** What was taken back is empty. */
function toEdits(rows: readonly Row[]): SessionEdits {
  const fields = rows.filter((row) => row["value"] !== "");
  if (fields.length === 0) return NO_EDITS;
  return Object.fromEntries(
    fields.map((row) => [String(row["field"]), JSON.parse(String(row["value"]))]),
  ) as SessionEdits;
}
