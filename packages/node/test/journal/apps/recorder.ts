/**
 * Runs sessions until it is killed, and says of each step that it is over: `open S`, `span S I`, `end S`, `sent`.
 * Arguments: directory, seed, first session, then how it ends (`never`, `abort`, `exit`, `throw`), then perhaps the
 * address of a receiver that it delivers to in between.
 */
import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";
import { JOURNAL_START } from "../../../src/journal/journal.ts";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { createCall, createRoot, endRoot } from "../spans.ts";
import { createDraw } from "./draw.ts";
import { say } from "./say.ts";

const [directory, seed, first, ending, address] = process.argv.slice(2) as [string, string, string, string, string?];
const draw = createDraw(Number(seed));
const journal = openJournal({ directory, segmentBytes: 50_000 });
const open = new Map<number, ReadableSpan>();
let session = Number(first);
let index = 0;
let acknowledged = JOURNAL_START;

async function deliver(): Promise<void> {
  const read = journal.readFrom(acknowledged, 30_000);
  if (read === undefined || address === undefined) return;
  const headers = { "content-type": "application/json" };
  const { ok } = await fetch(`${address}/v1/traces`, { method: "POST", headers, body: read.body });
  if (!ok) throw new Error("the receiver refused");
  journal.acknowledge(read.upTo);
  acknowledged = read.upTo;
  say("sent");
}

function step(): void {
  const ids = [...open.keys()];
  const one = ids[draw(ids.length)] ?? 0;
  const choice = ids.length === 0 ? 0 : draw(20);
  if (choice === 0) {
    session += 1;
    open.set(session, createRoot(session));
    journal.openRoot(open.get(session)!);
    say("open", session);
  } else if (choice === 1) {
    const root = open.get(one)!;
    root.attributes["rootspan.session.tags"] = [`step ${index}`];
    journal.openRoot(root);
  } else if (choice === 2) {
    if (journal.append(endRoot(open.get(one)!)) !== undefined) say("end", one);
    open.delete(one);
  } else {
    index += 1;
    if (journal.append(createCall(one, index)) !== undefined) say("span", one, index);
  }
}

for (let steps = 0; ; steps += 1) {
  step();
  if (address !== undefined && draw(40) === 0) await deliver();
  if (steps === 300 && ending === "abort") process.abort();
  if (steps === 300 && ending === "exit") process.exit(3);
  if (steps === 300 && ending === "throw") throw new Error("the application's own");
}
