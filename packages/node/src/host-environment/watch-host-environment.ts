/** The host environment of this process, gathered once and beside what the application does. */
import { type HostEnvironment, type HostEnvironmentSource, reportFault } from "@rootspan/sdk";
import { VERSION } from "../version.ts";
import { gatherHostEnvironment } from "./gather-host-environment.ts";

/** @returns undefined where it is not to be gathered */
export function watchHostEnvironment(level: "full" | "minimal" | "off"): HostEnvironmentSource | undefined {
  if (level === "off") return undefined;
  let known: HostEnvironment | undefined;
  const ready = gatherHostEnvironment(level, { rootspan: VERSION }).then(
    (gathered) => (known = gathered),
    (fault: unknown) => reportFault("gathering the host environment", fault),
  );
  return {
    get known() {
      return known;
    },
    ready: ready.then(() => known),
  };
}
