/** Projects: each is known by its name, from which every server makes the same id. */
import { createHash } from "node:crypto";
import type { Project } from "../key-store.ts";
import type { Database } from "./database.ts";
import { literal } from "./literal.ts";

export const DEFAULT_PROJECT = "default";

export class Projects {
  readonly #database: Database;
  /** A project is never removed. */
  readonly #known: Set<string> = new Set();

  constructor(database: Database) {
    this.#database = database;
  }

  async has(id: string): Promise<boolean> {
    if (this.#known.has(id)) return true;
    const [row] = await this.#database.rows(`SELECT 1 FROM projects WHERE id = ${literal(id)} LIMIT 1`);
    if (row === undefined) return false;
    this.#known.add(id);
    return true;
  }

  /** Makes it when there is none of that name; to make it twice at once is to make it once. */
  async ensure(name: string): Promise<Project> {
    const project = { id: toProjectId(name), name };
    if (!(await this.has(project.id))) await this.#database.insert("projects", [project]);
    return project;
  }

  async list(): Promise<readonly string[]> {
    const rows = await this.#database.rows("SELECT DISTINCT id FROM projects ORDER BY name");
    return rows.map(({ id }) => String(id));
  }
}

/** A UUID of version 8 (RFC 9562), which is for what an application makes of its own. */
function toProjectId(name: string): string {
  const bytes = createHash("sha256").update(`rootspan project ${name}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
