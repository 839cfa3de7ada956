/** Where sessions are kept, as users write it: `sqlite:PATH` or `clickhouse:http://HOST:PORT/DATABASE`. */

export type StoreAddress =
  | { readonly kind: "sqlite"; readonly path: string }
  /** With the user and the password, where it has them. */
  | { readonly kind: "clickhouse"; readonly url: string };

const SQLITE = /^sqlite:(.+)$/;
const CLICKHOUSE = /^clickhouse:(https?:\/\/.+)$/;

/** The path of an address: the database, which is `rootspan` where none is named. */
const DATABASE = /^\/(?:[A-Za-z_][A-Za-z0-9_]*)?$/;

/** Undefined for what is none. */
export function parseStoreAddress(text: string): StoreAddress | undefined {
  const path = SQLITE.exec(text)?.[1];
  if (path !== undefined) return { kind: "sqlite", path };
  const url = CLICKHOUSE.exec(text)?.[1];
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { username, password, pathname, search, hash } = new URL(url);
  const fits = isDecodable(username + password) && DATABASE.test(pathname) && search === "" && hash === "";
  return fits ? { kind: "clickhouse", url } : undefined;
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** As it is written, without the password. */
export function showStoreAddress(address: StoreAddress): string {
  if (address.kind === "sqlite") return `sqlite:${address.path}`;
  const url = new URL(address.url);
  if (url.password !== "") url.password = "***";
  return `clickhouse:${url.href}`;
}
