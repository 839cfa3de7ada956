/**
 * A client that posts as fast as the server answers, over four connections: `post-requests.ts <requests> <url>`.
 * Prints spans a second, from the first request to the last answer.
 */
import { Agent, request } from "node:http";
import { createRequests, SPANS_PER_REQUEST } from "./requests.ts";

const [count, url] = process.argv.slice(2) as [string, string];
const bodies = createRequests(Number(count));
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

const started = performance.now();
let next = 0;
await Promise.all(Array.from({ length: 4 }, postAll));
console.log(((bodies.length * SPANS_PER_REQUEST) / (performance.now() - started)) * 1000);
agent.destroy();

async function postAll(): Promise<void> {
  while (next < bodies.length) {
    const status = await post(bodies[next++]!);
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
