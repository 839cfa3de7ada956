/** What a user wrote, as it may be shown: in what cannot be read, a password may stand anywhere. */

const HIDDEN = "***";

/** How an address begins that may have a user and a password. */
const SCHEMES = /^(?:(?:clickhouse|https?):|\/)*/;

/** Whatever is behind a colon and is no port. */
const NO_PORT = /:(?!\d{1,5}(?:\/|$)).+$/s;

/** What is shown of an address: neither who is let in, nor parameters. */
export function hidePassword(address: string): string {
  const scheme = SCHEMES.exec(address)![0];
  const written = address.slice(scheme.length);
  const from = written.lastIndexOf("@") + 1;
  const place = written
    .slice(from)
    .replace(/[?#].*$/s, `?${HIDDEN}`)
    .replace(NO_PORT, `:${HIDDEN}`);
  return `${scheme}${from > 0 ? `${HIDDEN}@` : ""}${place}`;
}

/** Of headers, their names. */
export function hideValues(headers: string): string {
  return headers.replace(/=[^,]*/g, `=${HIDDEN}`);
}
