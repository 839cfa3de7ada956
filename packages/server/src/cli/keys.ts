/** `rootspan keys create | list | revoke` */
import { existsSync } from "node:fs";
import { createApiKey, hashApiKey, keyIdOf } from "../access/api-key.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { flagOf } from "../settings/gather-options.ts";
import { toSettings } from "../settings/to-settings.ts";
import { KEY_SCOPES, type KeyStore } from "../store/key-store.ts";
import { openSqliteKeyStore } from "../store/sqlite/open-sqlite-store.ts";
import { CommandError } from "./command-error.ts";
import type { Command } from "./command.ts";
import type { Flags, ParsedFlags } from "./parse-flags.ts";
import { UsageError } from "./usage-error.ts";

const STORE_FLAG: Flags = { store: flagOf("store") };

const SCOPE_WIDTH = Math.max(...KEY_SCOPES.map((scope) => scope.length));

const PROJECT_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u;

export const createKey: Command = {
  name: "keys create",
  words: [],
  help: "Make an API key for a project, and the project if there is none; the key is shown this once",
  flags: {
    project: { value: "NAME", help: "Project that the key opens (needed)" },
    scope: { value: "SCOPE", help: "full, read (nothing is written) or ingest (nothing is read) (default full)" },
    ...STORE_FLAG,
  },
  async run({ values }, { out }) {
    const projectName = values["project"];
    if (projectName === undefined) throw new UsageError(["--project NAME is needed"]);
    if (!PROJECT_NAME.test(String(projectName))) {
      throw new UsageError([
        `--project must be 1 to 100 letters, digits, spaces, dots, dashes or underscores, got "${projectName}"`,
      ]);
    }
    const scope = KEY_SCOPES.find((name) => name === (values["scope"] ?? "full"));
    if (scope === undefined) {
      throw new UsageError([`--scope must be one of ${KEY_SCOPES.join(", ")}, got "${values["scope"]}"`]);
    }
    const key = createApiKey();
    const hash = hashApiKey(key);
    const id = keyIdOf(hash);
    await withKeys(values, (keys) =>
      keys.addKey({ id, hash, projectName: String(projectName), scope, createdAtMs: Date.now() }),
    );
    out(`${key}\n`);
  },
};

export const listKeys: Command = {
  name: "keys list",
  words: [],
  help: "Show which keys there are: id, date and project, never the keys themselves",
  flags: STORE_FLAG,
  async run({ values }, { out }) {
    const keys = await withKeys(values, (store) => store.listKeys(), { mustExist: true });
    for (const { id, createdAtMs, scope, project } of keys) {
      out(`${id}  ${new Date(createdAtMs).toISOString()}  ${scope.padEnd(SCOPE_WIDTH)}  ${project.name}\n`);
    }
  },
};

export const revokeKey: Command = {
  name: "keys revoke",
  words: ["ID"],
  help: "Make a key invalid at once, also in a server that is running",
  flags: STORE_FLAG,
  async run({ values, words }, { out }) {
    const id = words[0]!;
    if (!(await withKeys(values, (keys) => keys.removeKey(id), { mustExist: true }))) {
      throw new CommandError(`there is no key ${id}; see rootspan keys list`);
    }
    out(`revoked ${id}\n`);
  },
};

async function withKeys<T>(
  values: ParsedFlags["values"],
  use: (keys: KeyStore) => Promise<T>,
  { mustExist = false }: { mustExist?: boolean } = {},
): Promise<T> {
  const path = storePathOf(values["store"]);
  if (mustExist && !existsSync(path)) throw new CommandError(`there is no store ${path}`);
  const store = openSqliteKeyStore(path);
  try {
    return await use(store.keys);
  } finally {
    store.close();
  }
}

function storePathOf(store: string | true | undefined): string {
  try {
    return toSettings(store === undefined ? {} : { store: String(store) }).storePath;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new UsageError(error.faults.map(({ option, message }) => `--${option} ${message}`));
  }
}
