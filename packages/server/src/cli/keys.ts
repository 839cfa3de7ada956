/** `rootspan keys create | list | revoke` */
import { createApiKey, hashApiKey, keyIdOf } from "../access/api-key.ts";
import { KEY_SCOPES, type KeyStore } from "../store/key-store.ts";
import { openKeyStore } from "../store/open-store.ts";
import type { StoreAddress } from "../store/store-address.ts";
import { CommandError } from "./command-error.ts";
import type { Command } from "./command.ts";
import { existingStoreAddressOf, STORE_FLAG, storeAddressOf } from "./store/store-flag.ts";
import { UsageError } from "./usage-error.ts";

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
  async run(parsed, terminal) {
    const { values } = parsed;
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
    await withKeys(
      (keys) => keys.addKey({ id, hash, projectName: String(projectName), scope, createdAtMs: Date.now() }),
      storeAddressOf(parsed, terminal),
    );
    terminal.out(`${key}\n`);
  },
};

export const listKeys: Command = {
  name: "keys list",
  words: [],
  help: "Show which keys there are: id, date and project, never the keys themselves",
  flags: STORE_FLAG,
  async run(parsed, terminal) {
    const keys = await withKeys((store) => store.listKeys(), existingStoreAddressOf(parsed, terminal));
    for (const { id, createdAtMs, scope, project } of keys) {
      terminal.out(`${id}  ${new Date(createdAtMs).toISOString()}  ${scope.padEnd(SCOPE_WIDTH)}  ${project.name}\n`);
    }
  },
};

export const revokeKey: Command = {
  name: "keys revoke",
  words: ["ID"],
  help: "Make a key invalid at once, also in a server that is running",
  flags: STORE_FLAG,
  async run(parsed, terminal) {
    const id = parsed.words[0]!;
    if (!(await withKeys((keys) => keys.removeKey(id), existingStoreAddressOf(parsed, terminal)))) {
      throw new CommandError(`there is no key ${id}; see rootspan keys list`);
    }
    terminal.out(`revoked ${id}\n`);
  },
};

async function withKeys<T>(use: (keys: KeyStore) => Promise<T>, address: StoreAddress): Promise<T> {
  const store = await openKeyStore(address);
  try {
    return await use(store.keys);
  } finally {
    await store.close();
  }
}
