/** Answers with the bytes of an artifact. What they are was decided by strangers, so a browser is told to run nothing. */
import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../../http/problem.ts";
import type { ByteRange, StoredArtifact } from "../../store/artifact-store.ts";
import { parseRange, type RequestedRange } from "./byte-range.ts";
import { toContentDisposition } from "./content-disposition.ts";
import { isKnown, isSame } from "../entity-tag.ts";
import { toPresentation } from "./media-type.ts";

/** Opens the bytes, or those of a range. */
export type ReadBytes = (range?: ByteRange) => Promise<Readable>;

/** @throws Problem `range_not_satisfiable`; whatever `read` throws */
export async function sendArtifact(
  request: FastifyRequest,
  reply: FastifyReply,
  artifact: StoredArtifact,
  read: ReadBytes,
): Promise<FastifyReply> {
  const tag = `"${artifact.sha256}"`;
  if (isKnown(request.headers["if-none-match"], tag)) {
    return reply.code(304).headers(headersOf(artifact, tag)).send();
  }
  const requested = rangeOf(request, artifact.size, tag);
  if (requested.kind === "unsatisfiable") {
    throw new Problem(
      "range_not_satisfiable",
      `range must be one of bytes within the ${artifact.size} that there are`,
      {
        headers: { "content-range": `bytes */${artifact.size}` },
      },
    );
  }
  const range = requested.kind === "part" ? requested.range : undefined;
  // Before the answer begins, so that a fault is told as one.
  const bytes = request.method === "HEAD" ? undefined : await read(range);
  reply.headers(headersOf(artifact, tag)).header("content-type", toPresentation(artifact.contentType).contentType);
  if (range === undefined) return reply.header("content-length", artifact.size).send(bytes);
  return reply
    .code(206)
    .header("content-range", `bytes ${range.first}-${range.last}/${artifact.size}`)
    .header("content-length", range.last - range.first + 1)
    .send(bytes);
}

/** A range is a matter of GET alone: RFC 9110, section 14.2. */
function rangeOf(request: FastifyRequest, size: number, tag: string): RequestedRange {
  const ifRange = request.headers["if-range"];
  if (request.method !== "GET" || !isSame(ifRange, tag)) return { kind: "whole" };
  return parseRange(request.headers.range, size);
}

function headersOf({ contentType, name }: StoredArtifact, tag: string): Record<string, string> {
  return {
    etag: tag,
    "accept-ranges": "bytes",
    // May be kept, but is asked for each time: a key that was revoked opens nothing any more.
    "cache-control": "private, no-cache",
    "content-disposition": toContentDisposition(toPresentation(contentType).disposition, name),
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  };
}
