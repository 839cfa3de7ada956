/** Kills processes for as many rounds as asked for, 200 by default, and counts what is lost. */
import { describeCounts, faultSettings, runFaults } from "../test/faults/run-faults.ts";

const settings = faultSettings(200);
console.log(`ROOTSPAN_FAULT_SEED=${settings.seed}`);
const { counts, faults } = await runFaults({
  ...settings,
  onRound: (soFar) => {
    if (soFar.rounds % 20 === 0) console.log(describeCounts(soFar));
  },
});
console.log(describeCounts(counts));
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
