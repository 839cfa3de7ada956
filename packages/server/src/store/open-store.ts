/** Opens whichever store an address names. */
import { openClickhouseKeyStore, openClickhouseStore } from "./clickhouse/open-clickhouse-store.ts";
import type { KeyStore } from "./key-store.ts";
import { openSqliteKeyStore, openSqliteStore } from "./sqlite/open-sqlite-store.ts";
import type { StoreAddress } from "./store-address.ts";
import type { StoreSettings } from "./store-settings.ts";
import type { Store } from "./store.ts";

/** @throws StoreError; StartError when what it needs is not installed */
export function openStore(address: StoreAddress, settings: StoreSettings = {}): Promise<Store> {
  if (address.kind === "sqlite") return openSqliteStore({ ...settings, path: address.path });
  return openClickhouseStore({ ...settings, url: address.url });
}

export interface OpenKeyStore {
  readonly keys: KeyStore;
  close(): void | Promise<void>;
}

/** For the command line: works beside servers that have the store open. @throws as `openStore` */
export async function openKeyStore(address: StoreAddress): Promise<OpenKeyStore> {
  return address.kind === "sqlite" ? openSqliteKeyStore(address.path) : openClickhouseKeyStore(address.url);
}
