/** The dashboard: its files, and one page for every address that it has. What they show comes from REST. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import { HIDDEN } from "../http/schema/describe-route.ts";
import { createPageFile, ENCODINGS, type PageFile, readPageFiles } from "./page-files.ts";

/** Addresses that the dashboard's own router knows. */
const PAGES = ["/", "/sessions/:id", "/compare", "/analytics"];

/** Scripts, styles, images and data of this server alone; nothing inline, nothing from elsewhere, in nobody's frame. */
const PAGE_HEADERS = {
  "content-security-policy": [
    "default-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

const YEAR_S = 31_536_000;

export interface PageRoutesSettings {
  readonly folder: string;
  /** What stands before every path of this server, as `/agents`; empty when nothing does. */
  readonly basePath: string;
}

export function registerPageRoutes(app: FastifyInstance, { folder, basePath }: PageRoutesSettings): void {
  const files = readPageFiles(folder);
  const index = files.get("index.html");
  const page = index === undefined ? undefined : withBase(index, basePath);

  for (const url of PAGES) {
    app.get(url, { schema: HIDDEN }, async (request, reply) => {
      if (page === undefined) throw new Problem("not_found", "the dashboard is not built: run npm run build");
      return send(request, reply, page);
    });
  }
  for (const [path, file] of files) {
    if (path !== "index.html")
      app.get(`/${path}`, { schema: HIDDEN }, async (request, reply) => send(request, reply, file));
  }
}

/** Addresses within the page are relative to where the server is. */
function withBase(index: PageFile, basePath: string): PageFile {
  const html = index.bytes.toString().replace('<base href="/"', `<base href="${basePath}/"`);
  return createPageFile(index.mediaType, Buffer.from(html), false);
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const taken = String(request.headers["accept-encoding"]).split(/[,;]\s*/);
  const encoding = ENCODINGS.find((name) => taken.includes(name));
  void reply
    .headers(PAGE_HEADERS)
    .header("cache-control", file.isImmutable ? `public, max-age=${YEAR_S}, immutable` : "no-cache")
    .header("vary", "accept-encoding")
    .type(file.mediaType);
  return encoding === undefined
    ? reply.send(file.bytes)
    : reply.header("content-encoding", encoding).send(file.compressed(encoding));
}
