/** Everyone whom the tests of this folder speak to. */
import { AGENTOPS_0_3, AGENTOPS_0_4, AGENTOPS_NPM } from "./agentops/peers.ts";
import { CHDB } from "./clickhouse/peer.ts";
import { COLLECTOR } from "./collector/peer.ts";
import * as emitters from "./emitters/peers.ts";
import { HOSTS } from "./hosts/host.ts";
import { JAEGER } from "./jaeger/peer.ts";
import type { Peer, PeerProgram } from "./peer.ts";
import { PHOENIX } from "./phoenix/peer.ts";

/** Those that have to be installed first. */
export const PROGRAMS: readonly PeerProgram[] = [
  COLLECTOR,
  JAEGER,
  PHOENIX,
  CHDB,
  AGENTOPS_0_3,
  AGENTOPS_0_4,
  emitters.OPENTELEMETRY_PYTHON,
  ...HOSTS,
];

export const PEERS: readonly Peer[] = [
  ...PROGRAMS,
  AGENTOPS_NPM,
  emitters.TRACELOOP,
  emitters.OPENINFERENCE,
  emitters.OPENINFERENCE_LANGCHAIN,
  emitters.LANGFUSE,
  emitters.OPENTELEMETRY,
  emitters.AI_SDK,
];
