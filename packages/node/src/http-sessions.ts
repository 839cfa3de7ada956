/** `httpSessions` for listeners of `node:http`, whose parameters then need no types. */
import type { IncomingMessage, RequestListener } from "node:http";
import { httpSessions as sessionsOfAnyServer, type RequestSessionOptions } from "@rootspan/sdk";

/**
 * A listener for `createServer` that runs inside the session which the request brings. That part of the session ends
 * with the response: `Failure` from status 500 on, `Indeterminate` when the client does not wait for it, else `Success`.
 */
export const httpSessions: (
  listener: RequestListener,
  options?: RequestSessionOptions<IncomingMessage>,
) => RequestListener = sessionsOfAnyServer;
