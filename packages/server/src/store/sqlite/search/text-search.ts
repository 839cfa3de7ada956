/** Which sessions hold a text. */
import type { DatabaseSync } from "node:sqlite";
import { allOf, type Condition, condition } from "../filter/condition.ts";
import { toSearchTerms } from "./search-terms.ts";
import { TextScan } from "./text-scan.ts";

export class TextSearch {
  readonly #scan: TextScan;

  constructor(database: DatabaseSync) {
    this.#scan = new TextScan(database);
  }

  /** A condition on a row of `sessions`: every term is found in it. */
  find(project: number, text: string): Condition {
    const found = this.#scan.find(project, toSearchTerms(text), 0);
    return allOf(
      found.map((sessions) =>
        condition("sessions.id IN (SELECT value FROM json_each(?))", JSON.stringify([...sessions])),
      ),
    );
  }
}
