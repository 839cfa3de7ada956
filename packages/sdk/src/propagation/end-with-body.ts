/** The part of a session that made a response ends when the body of the response does. */
import { guard } from "../guard.ts";
import type { Session } from "../session.ts";
import { endAsAborted, endAsFailed, endByStatus } from "./end-part.ts";

/**
 * @returns the response; one with the same status, headers and bytes where its body is a stream, as far as can be told:
 * JSON, and what says its length, is complete, and its part ends at once
 */
export function endWithBody(session: Session, response: Response): Response {
  const watched = guard("the body of a response", () => (isStream(response) ? watch(session, response) : undefined));
  if (watched === undefined) endByStatus(session, response.status);
  return watched ?? response;
}

function isStream({ body, bodyUsed, headers }: Response): boolean {
  if (body === null || bodyUsed || body.locked) return false;
  return !headers.has("content-length") && !/^application\/json\b/i.test(headers.get("content-type") ?? "");
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
