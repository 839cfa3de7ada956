/** An OTLP/JSON receiver on the loopback address that remembers the roots of sessions. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { type Root, toRoot } from "./root.ts";

/** When it answers requests with roots; `never` keeps the connection open. */
export type Answers = "at once" | "late" | "never";

export interface Receiver {
  /** The address for one run of an application. */
  readonly url: (run: string) => string;
  /** What was delivered in the run. */
  readonly roots: (run: string) => readonly Root[];
  /** Resolves when the run has sent a root. */
  readonly isSent: (run: string) => Promise<void>;
  readonly answer: (run: string, answers: Answers) => void;
  readonly close: () => void;
}

interface Run {
  readonly roots: Root[];
  answers: Answers;
}

interface OtlpSpan {
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status?: { readonly code?: number };
}

interface OtlpRequest {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[] }[];
}

/** Long enough for a signal that is passed on to come meanwhile. */
const LATE_MS = 300;

export async function openReceiver(): Promise<Receiver> {
  const runs = new Map<string, Run>();
  const runOf = (name: string): Run => {
    const run = runs.get(name) ?? { roots: [], answers: "at once" };
    runs.set(name, run);
    return run;
  };
  const waiting: { readonly name: string; readonly resolve: () => void }[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const name = request.url!.split("/")[1]!;
    const run = runOf(name);
    if (request.method !== "POST") {
      response.writeHead(404).end();
      return;
    }
    const roots = readRoots(JSON.parse(await readText(request)) as OtlpRequest);
    if (roots.length > 0) {
      for (const { resolve } of waiting.filter((waits) => waits.name === name)) resolve();
      if (run.answers === "never") return;
      run.roots.push(...roots);
      if (run.answers === "late") await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    }
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: (run) => `http://127.0.0.1:${port}/${run}`,
    roots: (run) => runOf(run).roots,
    isSent: (name) => new Promise((resolve) => waiting.push({ name, resolve })),
    answer: (run, answers) => (runOf(run).answers = answers),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function readRoots({ resourceSpans }: OtlpRequest): readonly Root[] {
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map(({ name, attributes, status }) => {
      const values = attributes.map(({ key, value }) => [key, Object.values(value)[0]] as const);
      return { name, attributes: Object.fromEntries(values), ...(status && { status }) };
    })
    .flatMap(toRoot);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
}
