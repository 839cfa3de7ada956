/** The body of an upload as it comes: counted, never collected, and never decompressed. */
import type { IncomingMessage } from "node:http";
import { Problem } from "../../http/problem.ts";
import { restartDeadline, stopDeadline } from "../../http/request-deadline.ts";

/**
 * What is seen from the headers alone is thrown at once, all else while it is read. A body that is not read to its end
 * is thrown away, as a client that still sends would miss the answer.
 * @throws Problem `body_too_large`, `unsupported_content_encoding`, `aborted_body`
 */
export function receiveBytes(request: IncomingMessage, maxBytes: number): AsyncIterable<Uint8Array> {
  const encoding = request.headers["content-encoding"]?.trim().toLowerCase() || "identity";
  if (encoding !== "identity") {
    const headers = { "accept-encoding": "identity" };
    const message = "content-encoding must be identity: an artifact is kept as it is sent";
    throw new Problem("unsupported_content_encoding", message, { headers });
  }
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  return readChunks(request, maxBytes);
}

async function* readChunks(request: IncomingMessage, maxBytes: number): AsyncGenerator<Uint8Array, void> {
  let received = 0;
  try {
    // Destroying a request that is not read to its end would take the connection of the answer with it.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      received += (chunk as Buffer).length;
      if (received > maxBytes) throw tooLarge(maxBytes);
      stopDeadline(request);
      yield chunk as Buffer;
      restartDeadline(request);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("aborted_body", "the body was cut off");
  } finally {
    restartDeadline(request);
    request.resume();
  }
}

function tooLarge(maxBytes: number): Problem {
  return new Problem("body_too_large", `the artifact is larger than ${maxBytes} bytes`);
}
