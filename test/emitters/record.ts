/**
 * Records what emitters send: `npm run record-emitters`. Each runs in a process of its own against a provider on this
 * machine; what it sends to the OTLP receiver becomes a fixture of the server's tests, with ids and times that are the
 * same in every run.
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { AGENTOPS_0_4 } from "../interop/agentops/peers.ts";
import { installPeer } from "../interop/install-peer.ts";
import type { PeerProgram } from "../interop/peer.ts";
import { startProvider } from "./provider.ts";
import { startReceiver } from "./receiver.ts";
import { type EmitterRun, type EmitterSurroundings, runEmitter, runEmitterOf } from "./run-emitter.ts";
import { steady } from "./steady.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = join(HERE, "../..");
const FIXTURES = join(ROOT, "packages/server/test/ingest/fixtures");

/** Emitters that are no packages of npm → with what their program is run. */
const PROGRAMS: Readonly<Record<string, PeerProgram>> = { "agentops-python.py": AGENTOPS_0_4 };

const receiver = await startReceiver();
const provider = await startProvider();

const wanted = process.argv.slice(2);
const files = readdirSync(join(HERE, "emit"))
  .map((file) => parse(file))
  .filter(({ name }) => wanted.length === 0 || wanted.includes(name));
mkdirSync(FIXTURES, { recursive: true });
for (const { base, name } of files) {
  receiver.forget();
  const { code, printed } = await run(base, name, { provider, receiverUrl: receiver.url });
  const count = receiver.received.length;
  if (code !== 0 || count === 0) {
    throw new Error(`${base} sent ${count} requests and exited with ${code}:\n${printed}`);
  }
  writeFileSync(join(FIXTURES, `${name}.json`), `${JSON.stringify(steady(receiver.received, ROOT), null, 1)}\n`);
  console.log(`${base}: ${count} requests`);
}
await provider.close();
receiver.close();

async function run(file: string, name: string, surroundings: EmitterSurroundings): Promise<EmitterRun> {
  const program = PROGRAMS[file];
  if (program === undefined) return runEmitterOf(name, surroundings);
  return runEmitter(await installPeer(program), [`emit/${file}`], surroundings);
}
