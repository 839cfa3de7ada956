/** The part of a session that made a response ends when the body of the response does. */
import { guard } from "../guard.ts";
import type { Session } from "../session.ts";
import { endAsAborted, endAsFailed, endByStatus } from "./end-part.ts";

/** @returns the response; where its body is a stream, one with the same status, headers and bytes */
export function endWithBody(session: Session, response: Response): Response {
  const watched = guard("the body of a response", () => (isStream(response) ? watch(session, response) : undefined));
  if (watched === undefined) endByStatus(session, response.status);
  return watched ?? response;
}

/** As JSON and texts have it that are given as a whole. Code that streams text mostly says it in small letters. */
const WHOLE = /^(application\/json\b|text\/plain; ?charset=UTF-8$)/;

/** The headers first: to look at the body has its price in servers that avoid to make one. */
function isStream(response: Response): boolean {
  const { headers } = response;
  if (headers.has("content-length")) return false;
  if (!headers.has("transfer-encoding") && WHOLE.test(headers.get("content-type") ?? "")) return false;
  return response.body !== null && !response.bodyUsed && !response.body.locked;
}

function watch(session: Session, response: Response): Response {
  const reader = response.body!.getReader();
  // What makes the body runs when it is asked for: inside the session too.
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await session.run(() => reader.read());
          if (!done) return controller.enqueue(value);
          controller.close();
          endByStatus(session, response.status);
        } catch (error) {
          controller.error(error);
          endAsFailed(session, error);
        }
      },
      cancel(reason) {
        endAsAborted(session);
        return session.run(() => reader.cancel(reason));
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, response);
}
