/** Answers with text that is written while it is sent: as fast as the client takes it, and no faster. */
import { Readable } from "node:stream";
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
  const stream = Readable.from(startingWith(first, chunks), { objectMode: false });
  stream.once("error", (error) => reportFault("an answer was broken off", error));
  return reply
    .type(answer.contentType)
    .headers(answer.headers ?? {})
    .send(stream);
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

async function* startingWith(
  first: IteratorResult<string, void>,
  rest: AsyncGenerator<string, void, void>,
): AsyncGenerator<string, void, void> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}
