/** Which variables decide where spans go, and which of them keep spans from going anywhere. */
import { gatherOptions } from "../../settings/gather-options.ts";
import type { Terminal } from "../command.ts";
import { type Finding, note, ok, problem } from "./check.ts";

type Environment = Terminal["environment"];

const SHOWN = /^(?:ROOTSPAN_|OTEL_|TRACEPARENT$|BAGGAGE$|NODE_OPTIONS$|NO_PROXY$|HTTPS?_PROXY$)/;
/** Their values are nobody's business. */
const SECRET = /KEY|HEADERS|BAGGAGE|PROXY/;

export function checkEnvironment(environment: Environment): readonly Finding[] {
  const names = Object.keys(environment)
    .filter((name) => SHOWN.test(name) && environment[name])
    .sort();
  const told = names.map((name) => `${name}=${SECRET.test(name) ? "…" : environment[name]}`);
  const faults = gatherOptions({ flags: {}, environment }).faults.map((fault) => problem("environment", fault));
  return [
    ok("environment", told.length === 0 ? "no variables are set, so that defaults hold" : told.join("  ")),
    ...checkSilencers(environment),
    ...faults,
  ];
}

function checkSilencers(environment: Environment): readonly Finding[] {
  const findings: Finding[] = [];
  if (/^(?:false|0)$/i.test(environment["ROOTSPAN_JOURNAL"] ?? "")) {
    findings.push(note("journal", "ROOTSPAN_JOURNAL is off: what a process has not sent is lost when it dies"));
  }
  if (/^(?:false|0)$/i.test(environment["ROOTSPAN_INSTRUMENT"] ?? "")) {
    findings.push(note("instrumentation", "ROOTSPAN_INSTRUMENT is off: calls of OpenAI are not seen"));
  }
  if (/^(?:false|0)$/i.test(environment["ROOTSPAN_AUTO_START_SESSION"] ?? "")) {
    findings.push(note("sessions", "ROOTSPAN_AUTO_START_SESSION is off: a session begins only with startSession()"));
  }
  if (environment["TRACEPARENT"] && environment["ROOTSPAN_INHERIT"] !== "false") {
    findings.push(note("sessions", "TRACEPARENT is set: a process started here joins that session"));
  }
  return findings;
}

/** Where spans of a process with this environment are sent, as `rootspan` decides it. */
export function tracesUrlOf(environment: Environment): string {
  const own = environment["ROOTSPAN_ENDPOINT"];
  if (own) return withPath(own);
  const traces = environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  if (traces) return traces;
  return withPath(environment["OTEL_EXPORTER_OTLP_ENDPOINT"] || "http://localhost:4318");
}

function withPath(base: string): string {
  return `${base.replace(/\/+$/, "")}/v1/traces`;
}
