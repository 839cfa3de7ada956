/** `rootspan import` */
import { setTimeout as wait } from "node:timers/promises";
import { gzip } from "node:zlib";
import { promisify } from "node:util";
import { toPrintable } from "../../printable.ts";
import { AnswerError, type ServerClient } from "../client/server-client.ts";
import { type OtlpAnswer, readOtlpAnswer } from "../client/read-otlp-answer.ts";
import { clientOf, JSON_FLAG, SERVER_FLAGS } from "../client/server-flags.ts";
import { CommandError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { formatBytes, formatCount } from "../output/amounts.ts";
import { startProgress } from "../output/progress.ts";
import { findFiles } from "./find-files.ts";
import { type ReadRequest, readRequests } from "./read-requests.ts";

const compress = promisify(gzip);

const TRIES = 8;
const FIRST_PAUSE_MS = 250;
/** Of faults that are of the same kind, more are only counted. */
const FAULTS_TOLD = 10;

interface Imported {
  files: number;
  requests: number;
  /** Spans that the server did not take, by its own count. */
  rejectedSpans: number;
  faults: number;
}

export const importSpans: Command = {
  name: "import",
  words: ["PATH…"],
  help: "Send OTLP from files or folders: JSON, lines of it, protobuf, journals; doing it twice changes nothing",
  flags: { ...JSON_FLAG, ...SERVER_FLAGS },
  async run(parsed, terminal) {
    const client = clientOf(parsed, terminal);
    const files = findFiles(parsed.words);
    const total = files.reduce((sum, { size }) => sum + size, 0);
    const progress = startProgress("importing", total, terminal);
    const imported: Imported = { files: 0, requests: 0, rejectedSpans: 0, faults: 0 };
    const tell = (message: string): void => {
      imported.faults += 1;
      progress.end();
      if (imported.faults <= FAULTS_TOLD) terminal.error(`${toPrintable(message)}\n`);
    };
    let before = 0;
    try {
      for (const { path, size } of files) {
        for await (const request of readRequests(path, tell)) {
          const { rejectedSpans, message } = await send(client, request);
          imported.requests += 1;
          imported.rejectedSpans += rejectedSpans;
          if (rejectedSpans > 0) tell(`${path}: ${message}`);
          progress.update(before + request.readBytes, path);
        }
        imported.files += 1;
        before += size;
      }
    } finally {
      progress.end();
    }
    if (parsed.values["json"] === true) terminal.out(`${JSON.stringify(imported)}\n`);
    else terminal.out(`imported ${formatCount(imported.files, "file")}, ${formatBytes(total)}\n`);
    if (imported.faults > 0) {
      throw new CommandError(
        `${formatCount(imported.faults, "fault")}, ${formatCount(imported.rejectedSpans, "rejected span")}; all else was imported`,
      );
    }
  },
};

async function send(client: ServerClient, { body, contentType }: ReadRequest): Promise<OtlpAnswer> {
  const compressed = await compress(body);
  const headers = { "content-type": contentType, "content-encoding": "gzip" };
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await client.ask("/v1/traces", { method: "POST", body: new Uint8Array(compressed), headers });
      return await readOtlpAnswer(answer);
    } catch (error) {
      if (!(error instanceof AnswerError) || !isPassing(error) || attempt === TRIES) throw error;
      await wait(
        error.retryAfterSeconds === undefined ? FIRST_PAUSE_MS * 2 ** attempt : error.retryAfterSeconds * 1_000,
      );
    }
  }
}

function isPassing({ status }: AnswerError): boolean {
  return status === 429 || status === 503;
}
