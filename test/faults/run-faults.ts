/** The fault harness: rounds of dying processes against one server, and the counts of them all. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLoopbackProvider } from "loopback-provider";
import { createDraw } from "../../packages/node/test/journal/apps/draw.ts";
import { checkRound, type Counts } from "./check-round.ts";
import { runRound } from "./round.ts";
import { startServerProcess } from "./server-process.ts";

export interface FaultRun {
  readonly counts: Counts;
  /** With the seed of their round: what is drawn comes again with it, though not the moments at which things happen. */
  readonly faults: readonly string[];
}

export interface FaultSettings {
  readonly rounds: number;
  readonly seed: number;
  readonly onRound?: (counts: Counts) => void;
}

const AT_ONCE = 3;

const NONE: Counts = {
  rounds: 0,
  kills: 0,
  spoiled: 0,
  witnessed: 0,
  atServer: 0,
  sentAgain: 0,
  duplicates: 0,
  lost: 0,
  sessions: 0,
  closedByRecovery: 0,
  signalsAgain: 0,
};

/** From `ROOTSPAN_FAULT_ROUNDS` and `ROOTSPAN_FAULT_SEED`; another seed each time when none is given. */
export function faultSettings(rounds: number): FaultSettings {
  const { ROOTSPAN_FAULT_ROUNDS = rounds, ROOTSPAN_FAULT_SEED = Date.now() % 1_000_000 } = process.env;
  return { rounds: Number(ROOTSPAN_FAULT_ROUNDS), seed: Number(ROOTSPAN_FAULT_SEED) };
}

export async function runFaults({ rounds, seed, onRound }: FaultSettings): Promise<FaultRun> {
  const home = mkdtempSync(join(tmpdir(), "rootspan-faults-"));
  const server = await startServerProcess(join(home, "faults.db"));
  const provider = await startLoopbackProvider("answers");
  const draw = createDraw(seed);
  // The first round of another seed can be run alone.
  const seeds = Array.from({ length: rounds }, (_, index) => (index === 0 ? seed : draw(2 ** 31)));
  const faults: string[] = [];
  let counts = NONE;
  const runNext = async (): Promise<void> => {
    for (let next = seeds.shift(); next !== undefined; next = seeds.shift()) {
      const folder = join(home, `round-${next}`);
      mkdirSync(folder);
      const round = await runRound({ seed: next, folder, server, provider: provider.url });
      const verdict = await checkRound(round, server.url);
      faults.push(...verdict.faults.map((fault) => `ROOTSPAN_FAULT_SEED=${next}: ${fault}`));
      counts = add(counts, verdict.counts);
      onRound?.(counts);
      rmSync(folder, { recursive: true });
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, runNext));
  } finally {
    await server.close();
    await provider.close();
    rmSync(home, { recursive: true });
  }
  return { counts, faults };
}

/** One line. */
export function describeCounts(counts: Counts): string {
  return [
    `${counts.rounds} rounds`,
    `${counts.kills} processes killed`,
    `${counts.spoiled} requests spoiled`,
    `${counts.witnessed} spans witnessed`,
    `${counts.atServer} at the server`,
    `${counts.sentAgain} sent again`,
    `${counts.duplicates} duplicates`,
    `${counts.lost} lost`,
    `${counts.sessions} sessions`,
    `${counts.closedByRecovery} closed by recovery`,
    `${counts.signalsAgain} signals sent again`,
  ].join(", ");
}

function add(one: Counts, other: Counts): Counts {
  const names = Object.keys(NONE) as (keyof Counts)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as unknown as Counts;
}
