/** The port to projects and their API keys. Only hashes of keys are kept. */

export interface Project {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
}

/** - `full`: everything - `read`: nothing is written - `ingest`: nothing but writing of what agents send */
export const KEY_SCOPES = ["full", "read", "ingest"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

export interface StoredKey {
  /** What `keys list` shows and `keys revoke` takes: see `keyIdOf`. */
  readonly id: string;
  /** SHA-256 of the key, 32 bytes. */
  readonly hash: Uint8Array;
  readonly project: Project;
  readonly scope: KeyScope;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
}

export interface NewKey {
  readonly id: string;
  readonly hash: Uint8Array;
  /** Made when there is none of that name. */
  readonly projectName: string;
  /** Default `full`. */
  readonly scope?: KeyScope;
  readonly createdAtMs: number;
}

/** Changes are durable once a call resolves, and other processes with the same store see them from then on. */
export interface KeyStore {
  /** The project `default`; it exists from the start. */
  defaultProject(): Promise<Project>;
  addKey(key: NewKey): Promise<StoredKey>;
  findKey(id: string): Promise<StoredKey | undefined>;
  /** Oldest first. */
  listKeys(): Promise<readonly StoredKey[]>;
  /** False when there is no such key. */
  removeKey(id: string): Promise<boolean>;
}
