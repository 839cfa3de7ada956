/** A store that is open. */
import type { ArtifactStore } from "./artifact-store.ts";
import type { KeyStore } from "./key-store.ts";
import type { SessionStore } from "./session-store.ts";

export interface Store {
  readonly sessions: SessionStore;
  readonly artifacts: ArtifactStore;
  readonly keys: KeyStore;
  /** Resolves when the store can answer. @throws StoreError */
  check(): Promise<void>;
  /** Writes what waits, lets artifacts that are arriving finish or fail, then closes; calls after it are refused. */
  close(): Promise<void>;
}
