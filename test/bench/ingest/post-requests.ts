/**
 * A client that posts as fast as the server answers, over eight connections: `post-requests.ts <requests> <url>`.
 * Prints spans a second, from the first request to the last answer. Half as many come before that.
 */
import { Agent, request } from "node:http";
import { createRequests, SPANS_PER_REQUEST } from "./requests.ts";

const CONNECTIONS = 8;

const [count, url] = process.argv.slice(2) as [string, string];
const bodies = createRequests(Number(count) * 1.5);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

await postAll(bodies.splice(Number(count)));
const started = performance.now();
await postAll(bodies);
console.log(((bodies.length * SPANS_PER_REQUEST) / (performance.now() - started)) * 1000);
agent.destroy();

async function postAll(requests: readonly Uint8Array[]): Promise<void> {
  const line = requests.values();
  await Promise.all(Array.from({ length: CONNECTIONS }, () => postSome(line)));
}

async function postSome(line: Iterable<Uint8Array>): Promise<void> {
  for (const body of line) {
    const status = await post(body);
    if (status !== 200) throw new Error(`the server answered ${status}`);
  }
}

function post(body: Uint8Array): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-protobuf", "content-length": body.byteLength };
    const sent = request(`${url}/v1/traces`, { method: "POST", agent, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    sent.on("error", reject).end(body);
  });
}
