/** Keeps the active context over asynchronous calls; where nothing is active, the ambient session is. */
import { type Context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { withAmbientSession } from "@rootspan/sdk";

export class SessionContextManager extends AsyncLocalStorageContextManager {
  override active(): Context {
    const active = super.active();
    // A span that the application made active stays so.
    return trace.getSpanContext(active) === undefined ? withAmbientSession(active) : active;
  }
}
