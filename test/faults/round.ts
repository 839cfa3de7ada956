/** One round of the fault harness: processes die, others recover, and then everything is at the server. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createDraw } from "../../packages/node/test/journal/apps/draw.ts";
import { type Dead, startApp, startProcess } from "./dying-process.ts";
import { type FlakyPath, openFlakyPath } from "./flaky-path.ts";
import { age, listAll, listHeld } from "./journal-files.ts";
import { drawPlan, type Plan } from "./plan.ts";
import type { ServerProcess } from "./server-process.ts";

export interface RoundSettings {
  readonly seed: number;
  /** Of this round alone. */
  readonly folder: string;
  readonly server: ServerProcess;
  /** Base URL of a provider of models. */
  readonly provider: string;
}

/** A process that worked, or took part. */
export interface Worker {
  readonly witness: string;
  /** Unknown of a participant: its parent may have died before. */
  readonly dead?: Dead | undefined;
}

export interface Round {
  readonly workers: readonly Worker[];
  /** Processes that a signal ended: of workers, recoverers and the server. */
  readonly kills: number;
  /** Signals that had to be sent again, because the process had not heard them. */
  readonly signalsAgain: number;
  readonly sent: FlakyPath["sent"];
  readonly spoiled: number;
  /** Files of the journal that nobody has removed. */
  readonly left: readonly string[];
}

/** While the way is bad; then as long as it takes. */
const BAD_RECOVERIES = 2;
const MAX_RECOVERIES = 30;

export async function runRound({ seed, folder, server, provider }: RoundSettings): Promise<Round> {
  const draw = createDraw(seed);
  const path = await openFlakyPath(server.url, createDraw(draw(2 ** 31)));
  const journal = join(folder, "journal");
  const environment = {
    ROOTSPAN_ENDPOINT: path.url,
    ROOTSPAN_JOURNAL: journal,
    OPENAI_BASE_URL: provider,
    OPENAI_API_KEY: "sk-test",
    NODE_COMPILE_CACHE: join(folder, "..", "compiled"),
  };
  const deaths = new Map<string, Dead>();
  let kills = 0;
  let signalsAgain = 0;

  const work = async (plan: Plan): Promise<void> => {
    const app = startApp(plan, environment);
    const dead = await app.over;
    signalsAgain += app.signalsAgain();
    deaths.set(plan.witness, dead);
    if (dead.signal !== null) kills += 1;
  };

  /** One or more at once; some are killed in the middle of it. */
  const recover = async (isBad: boolean): Promise<void> => {
    const racing = Array.from({ length: 1 + draw(3) }, async () => {
      const recoverer = startProcess("recoverer.ts", environment);
      if (isBad && draw(3) === 0) {
        kills += 1;
        setTimeout(() => recoverer.kill("SIGKILL"), 150 + draw(600));
      }
      await recoverer.over;
    });
    await Promise.all(racing);
  };

  const isServerKilled = draw(4) === 0;
  const afterMs = 200 + draw(1_500);
  const serverKill = isServerKilled
    ? new Promise((resolve) => setTimeout(resolve, afterMs)).then(() => server.kill())
    : undefined;
  const generations = 1 + draw(2);
  for (let generation = 0; generation < generations; generation += 1) {
    const plans = Array.from({ length: 1 + draw(2) }, (_, index) =>
      drawPlan(draw, join(folder, `witness-${generation}-${index}`)),
    );
    await Promise.all(plans.map(work));
  }
  if (isServerKilled) kills += 1;
  await serverKill;
  for (let pass = 0; pass < BAD_RECOVERIES && listHeld(journal).length > 0; pass += 1) await recover(true);
  path.behave();
  for (let pass = 0; pass < MAX_RECOVERIES && listHeld(journal).length > 0; pass += 1) await recover(false);
  if (listAll(journal).length > 0) {
    age(journal);
    await startProcess("recoverer.ts", environment).over;
  }
  await path.close();
  const workers = readdirSync(folder)
    .filter((name) => name.startsWith("witness-"))
    .map((name) => ({ witness: join(folder, name), dead: deaths.get(join(folder, name)) }));
  return { workers, kills, signalsAgain, sent: path.sent, spoiled: path.spoiled(), left: listAll(journal) };
}
