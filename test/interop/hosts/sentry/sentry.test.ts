/** A service on Express with Sentry, which gets what it got. */
import { describeService } from "../describe-service.ts";
import { SENTRY } from "../host.ts";

const SERVICE = "a service does what it did, and each request is a session";

describeService(
  SENTRY,
  ["agent.mjs"],
  [
    { title: "started after init()", environment: { SENTRY_STARTS: "afterwards" } },
    { title: "started before init()", environment: { NODE_OPTIONS: "--import=./instrument.mjs" } },
    {
      title: "started after init(), with its OpenTelemetry",
      environment: { SENTRY_STARTS: "afterwards", SENTRY_TRACING: "opentelemetry" },
    },
    {
      title: "started before init(), with its OpenTelemetry",
      environment: { NODE_OPTIONS: "--import=./instrument.mjs", SENTRY_TRACING: "opentelemetry" },
    },
  ].map(({ title, environment }) => ({
    title: `${title}: ${SERVICE}`,
    command: ["node", "app.mjs"],
    environment: { NODE_ENV: "production", ...(environment as Record<string, string>) },
  })),
  {
    environment: (url) => ({ SENTRY_DSN: `${url.replace("//", "//key@")}/1` }),
    read: ({ body }) => readEnvelope(body),
    isPassedOn: false,
  },
);

interface EnvelopeItem {
  readonly type?: string;
  readonly transaction?: string;
  readonly spans?: readonly { readonly op?: string; readonly description?: string }[];
  readonly exception?: { readonly values: readonly { readonly value: string }[] };
}

/** An envelope is one line of JSON after another. */
function readEnvelope(body: string): readonly string[] {
  return body
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as EnvelopeItem)
    .flatMap(({ transaction, spans = [], exception }) => [
      ...(exception?.values ?? []).map(({ value }) => `error ${value}`),
      ...(transaction === undefined ? [] : [`transaction ${transaction}`]),
      ...spans.map(({ op, description }) => `span ${op} ${description}`),
    ]);
}
