/**
 * Rows of sessions from all that is known of them. Whoever changes spans or edits derives their sessions afterwards, and
 * of several derivations the one counts that began last: it began after the last change was there, so it knows all of
 * them, whichever server made them. That holds without any agreement between servers, see docs/adr/0022.
 */
import type { SessionChange } from "../session-changes.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { type FactChange, FactReader } from "./fact-reader.ts";
import { isOneOf, literal } from "./literal.ts";
import { toRemovedRow, toSessionRow } from "./session-row.ts";

/** So much is read, and in memory, at once. */
const SESSIONS_AT_ONCE = 500;

/**
 * A row is there so many milliseconds after the moment of its version at the latest, by which other servers find it; one
 * that came later is written once more.
 */
export const LATEST_ROW_MS = 10_000;

export class SessionDerivation {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #server: string;
  readonly #facts: FactReader;

  /** @param server a name that no other server has */
  constructor(database: Database, clock: Clock, server: string) {
    this.#database = database;
    this.#clock = clock;
    this.#server = server;
    this.#facts = new FactReader(database);
  }

  /** @param changes by session: whatever was done to it before */
  async derive(project: string, changes: ReadonlyMap<string, FactChange>): Promise<void> {
    const all = [...changes];
    for (let start = 0; start < all.length; start += SESSIONS_AT_ONCE) {
      const some = new Map(all.slice(start, start + SESSIONS_AT_ONCE));
      const begun = performance.now();
      await this.#deriveSome(project, some);
      if (performance.now() - begun > LATEST_ROW_MS) await this.#deriveSome(project, some);
    }
  }

  /** Derives those sessions whose row does not know all their spans and edits: who wrote them ended before it did. */
  async repair(project: string, within: string): Promise<readonly SessionChange[]> {
    const inProject = `project = ${literal(project)} AND ${within}`;
    const rows = await this.#database.rows(
      `SELECT session, known.sequence AS last FROM (
         SELECT session, max(sequence) AS sequence FROM (
           SELECT session, sequence FROM spans FINAL WHERE ${inProject}
           UNION ALL SELECT session, sequence FROM session_edits FINAL WHERE ${inProject}
         ) GROUP BY session
       ) AS known LEFT JOIN (
         SELECT session, sequence FROM sessions FINAL WHERE project = ${literal(project)}
       ) AS derived USING session
       WHERE derived.sequence < known.sequence`,
    );
    const stale = new Map(rows.map((row) => [String(row["session"]), { sequence: Number(row["last"]) }]));
    await this.derive(project, stale);
    return [...stale].map(([sessionId, { sequence }]) => ({ projectId: project, sessionId, kind: "spans", sequence }));
  }

  async #deriveSome(project: string, changes: ReadonlyMap<string, FactChange>): Promise<void> {
    const by = { version: await this.#clock.read(), server: this.#server };
    const { sessions, gone, goneWithEdits } = await this.#facts.read(project, changes);
    if (goneWithEdits.length > 0) {
      // They were removed while they were edited; spans that come for them later know nothing of it.
      const edits = `project = ${literal(project)} AND ${isOneOf("session", goneWithEdits)}`;
      await this.#database.remove("session_edits", edits);
    }
    await Promise.all([
      this.#database.insert(
        "sessions",
        sessions.map((facts) => toSessionRow(facts, by)),
      ),
      this.#database.insert(
        "sessions",
        gone.map((id) => toRemovedRow(project, id, changes.get(id)!.sequence, by)),
      ),
    ]);
  }
}
