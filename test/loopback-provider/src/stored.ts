/** Lists of stored objects, in pages, and single ones: what every list and `retrieve` of the API looks like. */
import { failure, type Reply } from "./reply.ts";
import type { ProviderRequest } from "./request.ts";

const JSON_HEADERS = { "content-type": "application/json" };

/** Two pages of one object each; the second is asked for with `after`. */
export function listInTwoPages(describe: (id: string) => object): (request: ProviderRequest) => Reply {
  return ({ path }) => {
    const isSecond = path.includes("after=");
    const id = isSecond ? "object-2" : "object-1";
    return ok({ object: "list", data: [describe(id)], first_id: id, last_id: id, has_more: !isSecond });
  };
}

/** The object that the path ends with; the one called `missing` does not exist. */
export function retrieveOne(describe: (id: string) => object): (request: ProviderRequest) => Reply {
  return ({ path }) => {
    const id = path.split("?")[0]!.split("/").at(-1)!;
    return id === "missing"
      ? failure(404, { message: "There is no such object.", type: "invalid_request_error", code: "not_found" })
      : ok(describe(id));
  };
}

export function ok(body: object): Extract<Reply, { type: "raw" }> {
  return { type: "raw", status: 200, headers: JSON_HEADERS, body: JSON.stringify(body) };
}
