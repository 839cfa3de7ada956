/** Which server a command speaks to, and with which key. */
import { isCredential } from "../../access/authenticate.ts";
import type { Terminal } from "../command.ts";
import type { Flags, ParsedFlags } from "../parse-flags.ts";
import { UsageError } from "../usage-error.ts";
import { openServerClient, type ServerClient } from "./server-client.ts";

const DEFAULT_URL = "http://localhost:4318";

export const SERVER_FLAGS: Flags = {
  url: { value: "URL", help: `Address of the server (default $ROOTSPAN_ENDPOINT, else ${DEFAULT_URL})` },
  key: { value: "KEY", help: "API key (default $ROOTSPAN_API_KEY); needed unless the server is on this machine" },
};

export const JSON_FLAG: Flags = { json: { help: "Write JSON, for programs" } };

/** @throws UsageError */
export function clientOf({ values }: ParsedFlags, { environment }: Terminal): ServerClient {
  const { url, key } = serverOf(values, environment);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError([`--url must be an http or https address, got ${JSON.stringify(url)}`]);
  }
  // A server on this machine would take it for none.
  if (key !== undefined && !isCredential(key)) {
    throw new UsageError(["--key, or ROOTSPAN_API_KEY, must be an API key, which is a UUID"]);
  }
  return openServerClient({ url, key });
}

export function serverOf(
  values: ParsedFlags["values"],
  environment: Terminal["environment"],
): { readonly url: string; readonly key: string | undefined } {
  const url = String(values["url"] ?? (environment["ROOTSPAN_ENDPOINT"] || DEFAULT_URL)).replace(/\/+$/, "");
  const key = values["key"] ?? (environment["ROOTSPAN_API_KEY"] || undefined);
  return { url, key: key === undefined ? undefined : String(key) };
}
