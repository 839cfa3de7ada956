/** A process of the fault harness that only delivers what dead ones have left. */
import { flush, init, shutdown } from "rootspan";

// Each `init` makes a pass over the journal at once; a process that lives on makes one every half a minute.
for (let pass = 0; pass < 3; pass += 1) {
  init({ autoStartSession: false, instrument: false, hostEnvironment: "off", exportTimeoutMs: 1_000 });
  await flush();
  await shutdown();
}
