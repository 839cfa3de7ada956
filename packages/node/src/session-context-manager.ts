/** Keeps the active context over asynchronous calls; where nothing is active, the ambient session is. */
import { type Context, createContextKey, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { withAmbientSession } from "@rootspan/sdk";

/** Same text, same symbol: `session-context.ts` of `@rootspan/sdk`. */
const SESSION = createContextKey("rootspan.session");

export class SessionContextManager extends AsyncLocalStorageContextManager {
  override active(): Context {
    const active = this.entered();
    // A span that the application made active stays so.
    return trace.getSpanContext(active) === undefined ? withAmbientSession(active) : active;
  }

  /** What code was put into by `with`; no ambient session. */
  entered(): Context {
    return super.active();
  }

  /**
   * Another manager's active context, inside the session that the code was put into before that manager took over.
   * What has happened since counts more than that.
   */
  carryInto(theirs: Context): Context {
    const before = this.entered();
    const session = before.getValue(SESSION);
    if (session === undefined || theirs.getValue(SESSION) !== undefined) return theirs;
    const within = theirs.setValue(SESSION, session);
    const span = trace.getSpan(before);
    return span === undefined || trace.getSpan(theirs) !== undefined ? within : trace.setSpan(within, span);
  }
}
