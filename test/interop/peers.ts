/** Everyone whom the tests of this folder speak to. */
import { AGENTOPS_0_3, AGENTOPS_0_4, AGENTOPS_NPM } from "./agentops/peers.ts";
import { COLLECTOR } from "./collector/peer.ts";
import type { Peer, PeerProgram } from "./peer.ts";

/** Those that have to be installed first. */
export const PROGRAMS: readonly PeerProgram[] = [COLLECTOR, AGENTOPS_0_3, AGENTOPS_0_4];

export const PEERS: readonly Peer[] = [...PROGRAMS, AGENTOPS_NPM];
