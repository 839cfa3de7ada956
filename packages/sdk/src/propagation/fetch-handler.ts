/** Sessions of requests to handlers of the Fetch API: Hono, Next.js, Bun, Deno, workers. */
import type { Session } from "../session.ts";
import { endAsFailed } from "./end-part.ts";
import { endWithBody } from "./end-with-body.ts";
import { type RequestSessionOptions, startRequestSession } from "./request-session.ts";

/**
 * A handler that runs inside the session which the request brings. That part of the session ends when the body of the
 * response has been read: `Failure` from status 500 on or with the error that the handler or the body throws,
 * `Indeterminate` when the body is not read to its end, else `Success`.
 */
export function fetchSessions<Q extends Request, A extends unknown[]>(
  handler: (request: Q, ...rest: A) => Response | Promise<Response>,
  options: RequestSessionOptions<Q> = {},
): (request: Q, ...rest: A) => Response | Promise<Response> {
  return function (this: unknown, request, ...rest) {
    const answer = (): Response | Promise<Response> => Reflect.apply(handler, this, [request, ...rest]);
    const session = startRequestSession(request, request.headers, options);
    return session === undefined ? answer() : answerWithin(session, answer);
  };
}

async function answerWithin(session: Session, answer: () => Response | Promise<Response>): Promise<Response> {
  let response: Response;
  try {
    response = await session.run(answer);
  } catch (error) {
    endAsFailed(session, error);
    throw error;
  }
  return endWithBody(session, response);
}

export interface HonoContextLike {
  readonly req: { readonly raw: Request };
  readonly finalized: boolean;
  res: Response;
}

/** Middleware for Hono, which does as `fetchSessions` does. Give it to `app.use` before all others. */
export function honoSessions<C extends HonoContextLike = HonoContextLike>(
  options: RequestSessionOptions<C> = {},
): (context: C, next: () => Promise<void>) => Promise<void> {
  return async (context, next) => {
    const { raw } = context.req;
    const session = startRequestSession(context, raw.headers, options);
    if (session === undefined) return await next();
    try {
      await session.run(next);
    } catch (error) {
      endAsFailed(session, error);
      throw error;
    }
    const response = context.res;
    const watched = endWithBody(session, response);
    if (watched !== response) context.res = watched;
  };
}
