/** Posts what is OTLP/JSON already: spans that the journal gives back. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { sendRequest } from "./http-request.ts";
import type { Deliver } from "./journal/recovery.ts";
import { receiverHeaders, tracesUrl } from "./receiver-address.ts";
import { isForGood } from "./refusal.ts";
import type { Settings } from "./settings.ts";

const compress = promisify(gzip);

export function createPostBody(settings: Settings): Deliver {
  const url = tracesUrl(settings);
  const headers = {
    ...receiverHeaders(settings),
    "content-type": "application/json",
    "content-encoding": "gzip",
  };
  return async (text) => {
    try {
      const body = await compress(text);
      const { status } = await sendRequest(url, {
        method: "POST",
        headers: { ...headers, "content-length": String(body.length) },
        body,
        idleLimitMs: settings.exportTimeoutMs,
        limitMs: settings.exportTimeoutMs,
        isBackground: true,
      });
      if (status >= 200 && status < 300) return "accepted";
      return isForGood(status) ? "refused" : "later";
    } catch {
      return "later";
    }
  };
}
