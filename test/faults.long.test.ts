/** Whenever processes are killed, and whatever the way to the server does: each span arrives, and counts once. */
import { describeCounts, faultSettings, runFaults } from "./faults/run-faults.ts";

const PATIENCE_MS = 1_800_000;

it(
  "every span that an application knew to be in its journal is at the server, once, however processes die",
  async () => {
    const settings = faultSettings(20);
    const { counts, faults } = await runFaults(settings);
    process.stdout.write(`${describeCounts(counts)}\n`);
    expect(faults.slice(0, 20)).toEqual([]);
    expect(counts).toMatchObject({ rounds: settings.rounds, lost: 0, duplicates: 0 });
    // Few rounds may lack something.
    if (settings.rounds < 20) return;
    const { kills, spoiled, witnessed, sentAgain, closedByRecovery } = counts;
    expect([kills, spoiled, witnessed, sentAgain, closedByRecovery]).not.toContain(0);
  },
  PATIENCE_MS,
);
