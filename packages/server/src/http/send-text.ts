/** Answers with text that is written while it is sent, as fast as the client takes it; packed where it can unpack. */
import { pipeline, Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { FastifyReply } from "fastify";
import type { ReportFault } from "../report-fault.ts";

/** A chunk on the wire has a cost of its own. */
const CHUNK_CHARACTERS = 64 * 1024;

export interface TextAnswer {
  readonly contentType: string;
  /** Also `content-disposition`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A fault of it after the first piece breaks the answer off, so that no client takes a part for the whole. */
  readonly pieces: AsyncIterable<string>;
}

/** @throws whatever the first pieces throw, so that it is still told as a problem */
export async function sendText(
  reply: FastifyReply,
  answer: TextAnswer,
  reportFault: ReportFault,
): Promise<FastifyReply> {
  const chunks = gather(answer.pieces);
  const first = await chunks.next();
  const report = (error: unknown): void => reportFault("an answer was broken off", error);
  const text = Readable.from(startingWith(first, chunks, report), { objectMode: false });
  reply.type(answer.contentType).headers({ ...answer.headers, vary: "accept-encoding" });
  if (!takesGzip(reply.request.headers["accept-encoding"])) return reply.send(text);
  // A fault of either ends both, and so does a client that leaves.
  const packed = pipeline(text, createGzip(), () => undefined);
  return reply.header("content-encoding", "gzip").send(packed);
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding; what is not named is not asked for. */
function takesGzip(accepted: string | readonly string[] | undefined): boolean {
  return String(accepted ?? "")
    .split(",")
    .some((coding) => /^\s*(?:gzip|x-gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(coding));
}

async function* gather(pieces: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  let text = "";
  for await (const piece of pieces) {
    text += piece;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

/** @param report is told of faults of the source, and not of clients that leave */
async function* startingWith(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void, void>,
  report: (error: unknown) => void,
): AsyncGenerator<string, void, void> {
  const readNext = (): Promise<IteratorResult<string, void>> =>
    rest.next().catch((error: unknown) => {
      report(error);
      throw error;
    });
  try {
    for (let next = first; next.done !== true; next = await readNext()) yield next.value;
  } finally {
    await rest.return();
  }
}
