/** AgentOps' own SDKs: the Python one of both lines, and npm's. */
import { installedVersion } from "../installed-version.ts";
import type { Peer } from "../peer.ts";
import { pythonProgram } from "../python-program.ts";

const REQUIREMENTS = "test/interop/agentops/requirements";

/** With the packages that were current when the SDK was: it runs with no others. */
export const AGENTOPS_0_3 = pythonProgram("agentops (Python)", `${REQUIREMENTS}/agentops-0.3.26.txt`);
export const AGENTOPS_0_4 = pythonProgram("agentops (Python)", `${REQUIREMENTS}/agentops-0.4.21.txt`);

export const AGENTOPS_NPM: Peer = {
  name: "agentops (npm)",
  version: installedVersion("test/interop/agentops", "agentops"),
};
