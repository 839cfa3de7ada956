/** Keeps the active context over asynchronous calls; outside any session's `run` the ambient session is active. */
import type { Context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { withAmbientSession } from "@rootspan/sdk";

export class SessionContextManager extends AsyncLocalStorageContextManager {
  override active(): Context {
    return withAmbientSession(super.active());
  }
}
