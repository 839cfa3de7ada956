/** A store that is open. */
import type { ArtifactStore } from "./artifact-store.ts";
import type { KeyStore } from "./key-store.ts";
import type { SessionAnalytics } from "./session-analytics.ts";
import type { SessionChanges } from "./session-changes.ts";
import type { SessionStore } from "./session-store.ts";
import type { StoreMaintenance } from "./store-maintenance.ts";

export interface Store {
  readonly sessions: SessionStore;
  readonly changes: SessionChanges;
  readonly analytics: SessionAnalytics;
  readonly maintenance: StoreMaintenance;
  readonly artifacts: ArtifactStore;
  readonly keys: KeyStore;
  /** Resolves when the store can answer. @throws StoreError */
  check(): Promise<void>;
  /** Writes what waits, lets artifacts that are arriving finish or fail, then closes; calls after it are refused. */
  close(): Promise<void>;
}
