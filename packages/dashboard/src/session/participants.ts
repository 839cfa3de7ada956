/** The processes whose spans a session is made of, told apart by their resources. */
import type { JsonAttributes, SessionProcess } from "@rootspan/model/rest";

export interface Participant {
  readonly key: string;
  readonly service: string;
  readonly host: string;
  readonly process: string;
  readonly runtime: string;
  readonly sdk: string;
  readonly spans: number;
}

/** In the order in which they appear. What a process says of itself may change while it runs. */
export function participantsOf(processes: readonly SessionProcess[]): readonly Participant[] {
  const known = new Map<string, Participant>();
  for (const { resource, spans } of processes) {
    const participant = toParticipant(resource);
    const before = known.get(participant.key);
    known.set(participant.key, { ...participant, spans: (before?.spans ?? 0) + spans });
  }
  return [...known.values()];
}

function toText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value);
}

function toParticipant(resource: JsonAttributes): Participant {
  const read = (key: string): string => toText(resource[key]);
  const joined = (...keys: readonly string[]): string => keys.map(read).filter(Boolean).join(" ");
  const parts = {
    service: joined("service.name", "service.version"),
    host: joined("host.name", "host.arch"),
    process: joined("process.pid", "process.executable.name"),
    runtime: joined("process.runtime.name", "process.runtime.version"),
    sdk:
      joined("telemetry.distro.name", "telemetry.distro.version") ||
      joined("telemetry.sdk.name", "telemetry.sdk.version"),
  };
  return { key: JSON.stringify([parts, read("service.instance.id")]), ...parts, spans: 1 };
}
