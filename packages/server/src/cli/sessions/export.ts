/** `rootspan export` */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { inPath } from "../client/server-client.ts";
import { clientOf, SERVER_FLAGS } from "../client/server-flags.ts";
import { CommandError } from "../command-error.ts";
import type { Command, Terminal } from "../command.ts";
import { formatBytes } from "../output/amounts.ts";
import { startProgress } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";

const FORMATS: readonly string[] = ["json"];

export const exportSession: Command = {
  name: "export",
  words: ["ID"],
  help: "Write everything that is known of a session",
  flags: {
    format: { value: "FORMAT", help: `${FORMATS.join(", ")} (default json)` },
    output: { value: "FILE", help: "Where to write it (default: standard output)" },
    ...SERVER_FLAGS,
  },
  async run(parsed, terminal) {
    const { format = "json", output } = parsed.values;
    if (!FORMATS.includes(String(format))) {
      throw new UsageError([`--format must be one of ${FORMATS.join(", ")}, got ${JSON.stringify(format)}`]);
    }
    const client = clientOf(parsed, terminal);
    const answer = await client.ask(`/v2/sessions/${inPath(parsed.words[0]!)}/export`, {
      query: queryOf(String(format)),
    });
    const body = Readable.fromWeb(answer.body as ReadableStream);
    if (output === undefined) await pipeline(body, terminal.output, { end: false });
    else await writeFile(body, String(output), terminal);
  },
};

/** The file is whole or not there. */
async function writeFile(body: Readable, file: string, terminal: Terminal): Promise<void> {
  const unfinished = `${file}.unfinished`;
  const progress = startProgress("exporting", undefined, terminal);
  let written = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      written += chunk.length;
      progress.update(written, formatBytes(written));
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, count, createWriteStream(unfinished, { flags: "wx" }));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new CommandError(`cannot write ${file}: ${(error as { code?: string }).code ?? "the answer was cut off"}`);
  } finally {
    progress.end();
  }
  terminal.error(`wrote ${formatBytes(written)} to ${file}\n`);
}

function queryOf(format: string): Readonly<Record<string, string>> {
  return format === "json" ? {} : { format };
}
