/** `rootspan backup` */
import { existsSync, realpathSync, statSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import { basename } from "node:path";
import { writeBackup } from "../../store/sqlite/write-backup.ts";
import { CommandError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { formatBytes } from "../output/amounts.ts";
import { existingStoreAddressOf, STORE_FLAG } from "./store-flag.ts";

export const backup: Command = {
  name: "backup",
  words: ["FILE"],
  help: "Copy a store, also while a server writes to it; FILE can be opened as a store",
  flags: STORE_FLAG,
  async run(parsed, terminal) {
    const store = existingStoreAddressOf(parsed, terminal);
    if (store.kind !== "sqlite") {
      throw new CommandError("a store in ClickHouse is not copied to a file: use ClickHouse's own BACKUP DATABASE");
    }
    const { path } = store;
    const file = parsed.words[0]!;
    await writeBackup(path, file);
    const artifacts = `${realpathSync(path)}.artifacts`;
    const hasArtifacts = existsSync(artifacts);
    if (hasArtifacts) await copyArtifacts(artifacts, file);
    const beside = hasArtifacts ? `, its files to ${file}.artifacts` : "";
    terminal.out(`copied ${formatBytes(statSync(file).size)} to ${file}${beside}\n`);
  },
};

/** After the database: whatever it names was there by then. What arrives is not copied. */
async function copyArtifacts(artifacts: string, file: string): Promise<void> {
  try {
    await cp(artifacts, `${file}.artifacts`, {
      recursive: true,
      errorOnExist: true,
      force: false,
      filter: (source) => basename(source) !== "incoming",
    });
  } catch (error) {
    await rm(file, { force: true });
    throw new CommandError(`cannot copy ${artifacts}: ${(error as { code?: string }).code ?? "unknown"}`);
  }
}
