/** A process that dies right before any one of its changes to the disk: the order of the changes is right. */
import { writeFileSync } from "node:fs";
import { openJournal } from "../../src/journal/open-journal.ts";
import { recoverJournals } from "../../src/journal/recover-journals.ts";
import { runApp } from "./apps/run.ts";
import { filesIn, journalsIn, killOwners, pathsIn, useFolder } from "./folder.ts";
import { createReceiver } from "./receiver.ts";
import { createCall, createRoot, endRoot, traceIdOf } from "./spans.ts";
import { openWitness } from "./witness.ts";

const home = useFolder();

/** Folders that have no name yet are swept an hour later. */
const LATER = { now: () => Date.now() + 2 * 3_600_000 };
const AT_ONCE = 4;
const PATIENCE_MS = 240_000;

/** Runs a trial for 1, 2, 3 … until one is told that its application ran to its end, and says which. */
async function eachCrash(trial: (n: number, directory: string) => Promise<boolean>): Promise<number> {
  for (let n = 1; ; n += AT_ONCE) {
    const trials = Array.from({ length: AT_ONCE }, (_, index) => trial(n + index, `${home()}-${n + index}`));
    const first = (await Promise.all(trials)).indexOf(true);
    if (first >= 0) return n + first;
  }
}

it(
  "a session is recorded: what was said is recovered once, and nothing is closed that has ended",
  async () => {
    const changes = await eachCrash(async (n, directory) => {
      const app = runApp("crash-at.ts", [n, "one-session.ts", directory, 1]);
      const isOver = (await app.over) === 0;
      expect(app.errors()).toBe("");
      const said = new Set(app.lines);
      const receiver = createReceiver();
      await recoverJournals({ directory, ...LATER }, receiver.deliver);

      // What a receiver was sent need not come again.
      const isSent = (index: number) => said.has("sent all") || (index === 1 && said.has("sent 1"));
      const wanted = [1, 2, 3].filter((index) => said.has(`span 1 ${index}`) && !isSent(index));
      const indexes = receiver.indexes().filter((index) => index !== undefined);
      expect(new Set(indexes).size).toBe(indexes.length);
      expect(indexes).toEqual(expect.arrayContaining(wanted));
      const states = receiver.spans
        .filter((span) => span.attributes["rootspan.kind"] === "session")
        .map((span) => span.attributes["rootspan.session.end_state"]);
      expect(endsAfter(said)).toContainEqual(states);
      expect(filesIn(directory)).toEqual([]);
      expect(journalsIn(directory)).toEqual([]);
      return isOver;
    });

    expect(changes).toBeGreaterThan(30);
  },
  PATIENCE_MS,
);

it(
  "a dead process is recovered: whoever is next finishes, and no root is sent in two forms",
  async () => {
    const changes = await eachCrash(async (n, directory) => {
      const witness = await openWitness();
      leaveThreeSessions(directory);
      const app = runApp("crash-at.ts", [n, "recoverer.ts", directory, witness.url]);
      app.process.stdin!.write("go\n");
      const isOver = (await app.over) === 0;
      expect(app.errors()).toBe("");
      await recoverJournals({ directory, ...LATER }, async (body) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`${witness.url}/v1/traces`, { method: "POST", headers, body });
        return answer.ok ? "accepted" : "later";
      });
      await witness.close();
      const states = [1, 2, 3].map((session) =>
        [...witness.spans.values()]
          .filter((span) => span.traceId === traceIdOf(session) && span.attributes["rootspan.kind"] === "session")
          .map((span) => span.attributes["rootspan.session.end_state"]),
      );
      expect(states).toEqual([["Indeterminate"], ["Success"], ["Indeterminate"]]);
      expect(witness.sent.size).toBe(3 + 5);
      for (const contents of witness.sent.values()) expect(new Set(contents).size).toBe(1);
      expect(filesIn(directory)).toEqual([]);
      expect(journalsIn(directory)).toEqual([]);
      return isOver;
    });

    expect(changes).toBeGreaterThan(50);
  },
  PATIENCE_MS,
);

/** The end states that may be delivered after what was said: of the next step it is not known whether it happened. */
function endsAfter(said: ReadonlySet<string>): readonly (readonly string[])[] {
  if (said.has("sent all")) return [[], ["Success"]];
  if (said.has("end 1")) return [["Success"]];
  if (said.has("span 1 3")) return [["Success"], ["Indeterminate"]];
  return said.has("open 1") ? [["Indeterminate"]] : [[], ["Indeterminate"]];
}

/** Of two processes; the second session has ended, but its process died before the record was gone. */
function leaveThreeSessions(directory: string): void {
  const first = openJournal({ directory, segmentBytes: 10_000 });
  const [one, two] = [createRoot(1), createRoot(2)];
  first.openRoot(one);
  first.openRoot(two);
  const record = pathsIn(directory, ".root").find((path) => path.includes(traceIdOf(2)))!;
  for (let index = 0; index < 4; index += 1) first.append(createCall(1, index));
  first.append(endRoot(two));
  writeFileSync(record, "a record of a root that has ended");
  first.close();
  const second = openJournal({ directory });
  second.openRoot(createRoot(3));
  second.append(createCall(3, 0));
  second.close();
  killOwners(directory);
}
