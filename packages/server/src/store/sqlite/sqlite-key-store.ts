/** `KeyStore` on SQLite: keys are read at once, as every request does, and written by who writes the file. */
import type { KeyStore, NewKey, Project, StoredKey } from "../key-store.ts";
import type { KeyTable } from "./key-table.ts";

export interface KeyWrites {
  addKey(key: NewKey): Promise<StoredKey>;
  removeKey(id: string): Promise<boolean>;
}

export class SqliteKeyStore implements KeyStore {
  readonly #table: KeyTable;
  readonly #writes: KeyWrites;

  constructor(table: KeyTable, writes: KeyWrites) {
    this.#table = table;
    this.#writes = writes;
  }

  async defaultProject(): Promise<Project> {
    return this.#table.defaultProject();
  }

  addKey(key: NewKey): Promise<StoredKey> {
    return this.#writes.addKey(key);
  }

  async findKey(id: string): Promise<StoredKey | undefined> {
    return this.#table.find(id);
  }

  async listKeys(): Promise<readonly StoredKey[]> {
    return this.#table.list();
  }

  removeKey(id: string): Promise<boolean> {
    return this.#writes.removeKey(id);
  }
}
