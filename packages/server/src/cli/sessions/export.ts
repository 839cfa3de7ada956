/** `rootspan export` */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { inPath, type RequestOptions } from "../client/server-client.ts";
import { clientOf, SERVER_FLAGS } from "../client/server-flags.ts";
import { EXPORT_FORMATS } from "../../rest/export/export-format.ts";
import { FILTER_FLAGS, filterOf, SORT_FLAGS, sortOf } from "../client/filter-flags.ts";
import { CommandError } from "../command-error.ts";
import type { Command, Terminal } from "../command.ts";
import { formatBytes } from "../output/amounts.ts";
import { startProgress } from "../output/progress.ts";
import type { ParsedFlags } from "../parse-flags.ts";
import { UsageError } from "../usage-error.ts";

export const exportSessions: Command = {
  name: "export",
  words: ["[ID…]"],
  help: "Write everything that is known of the sessions that a filter selects, or that are named",
  flags: {
    format: { value: "FORMAT", help: `${EXPORT_FORMATS.join(", ")} (default json)` },
    ...FILTER_FLAGS,
    ...SORT_FLAGS,
    output: { value: "FILE", help: "Where to write it (default: standard output)" },
    ...SERVER_FLAGS,
  },
  async run(parsed, terminal) {
    const { format = "json", output } = parsed.values;
    if (!EXPORT_FORMATS.some((name) => name === format)) {
      throw new UsageError([`--format must be one of ${EXPORT_FORMATS.join(", ")}, got ${JSON.stringify(format)}`]);
    }
    const client = clientOf(parsed, terminal);
    const answer = await client.ask(...requestOf(parsed));
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

/** One session that is named is written as itself, and not as a list of one. */
function requestOf(parsed: ParsedFlags): readonly [path: string, options: RequestOptions] {
  const { id, ...filter } = filterOf(parsed, parsed.words);
  const format = { format: String(parsed.values["format"] ?? "json") };
  const [only, ...others] = (id ?? []) as readonly string[];
  if (only !== undefined && others.length === 0 && Object.keys(filter).length === 0) {
    return [`/v2/sessions/${inPath(only)}/export`, { query: format }];
  }
  return ["/v2/export", { query: { ...format, ...sortOf(parsed), ...filter, id } }];
}
