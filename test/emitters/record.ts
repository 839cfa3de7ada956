/**
 * Records what emitters send: `npm run record-emitters`. Each runs in a process of its own against a provider on this
 * machine; what it sends to the OTLP receiver becomes a fixture of the server's tests, with ids and times that are the
 * same in every run.
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { steady } from "./steady.ts";
import { startProvider } from "./provider.ts";
import { runEmitterOf } from "./run-emitter.ts";

interface Received {
  readonly path: string;
  readonly body: unknown;
}

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(HERE, "../..");
const FIXTURES = join(ROOT, "packages/server/test/ingest/fixtures");

const received: Received[] = [];
const receiver = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => void parts.push(part));
  request.on("end", () => {
    const bytes = Buffer.concat(parts);
    const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes).toString();
    received.push({ path: request.url ?? "", body: JSON.parse(text) });
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
});
await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const provider = await startProvider();

const wanted = process.argv.slice(2);
const files = readdirSync(join(HERE, "emit")).filter(
  (file) => wanted.length === 0 || wanted.includes(basename(file, ".ts")),
);
mkdirSync(FIXTURES, { recursive: true });
for (const file of files) {
  received.length = 0;
  const { code, printed } = await runEmitterOf(basename(file, ".ts"), {
    provider,
    receiverUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
  });
  if (code !== 0 || received.length === 0) {
    throw new Error(`${file} sent ${received.length} requests and exited with ${code}:\n${printed}`);
  }
  writeFileSync(
    join(FIXTURES, `${basename(file, ".ts")}.json`),
    `${JSON.stringify(steady(received, ROOT), null, 1)}\n`,
  );
  console.log(`${file}: ${received.length} requests`);
}
await provider.close();
receiver.closeAllConnections();
receiver.close();
