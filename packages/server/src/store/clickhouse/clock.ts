/**
 * The time by which all servers of a database number what they do: that of ClickHouse itself, whatever their own clocks
 * say. Microseconds since 1970, which a JavaScript number holds exactly for 200 years to come.
 */
import type { Database } from "./database.ts";

const NOW = "SELECT toUnixTimestamp64Micro(now64(6)) AS now";

export class Clock {
  readonly #database: Database;
  /** Of ClickHouse at the time 0 of `performance.now()`, at most. */
  #origin: number = 0;
  #last: number;

  private constructor(database: Database, last: number) {
    this.#database = database;
    this.#last = last;
  }

  /** @param last the highest number that is in the database */
  static async start(database: Database, last: number): Promise<Clock> {
    const clock = new Clock(database, last);
    await clock.read();
    return clock;
  }

  /** A moment before which the call began, and after which whatever it asks next is answered. */
  async read(): Promise<number> {
    const [row] = await this.#database.rows(NOW);
    const now = Number(row!["now"]);
    this.#origin = now - Math.ceil(performance.now() * 1_000);
    return now;
  }

  /** The next number of the sequence: greater than any that this server has given. */
  take(): number {
    this.#last = Math.max(this.#last + 1, this.#origin + Math.floor(performance.now() * 1_000));
    return this.#last;
  }
}
