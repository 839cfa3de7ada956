/** A service on Express with OpenTelemetry of its own: NodeSDK and its instrumentations of HTTP, fetch and Express. */
import { describeService } from "../describe-service.ts";
import { NODE_SDK } from "../host.ts";
import { CALLS } from "../weather.ts";

const environment = { NODE_ENV: "production" };

/** Has a span like any other. */
const OUR_MIDDLEWARE = "middleware - expressSessions";

/** Each model call has the application's span of the request that it makes below it. */
const calls = CALLS.replaceAll("chat gpt-4o-mini", "chat gpt-4o-mini\n    POST");

describeService(
  NODE_SDK,
  ["agent.cjs", "agent.mjs"],
  [
    {
      title: "started before init(): a service does what it did, and each request is a session",
      command: ["node", "app.cjs"],
      environment: { ...environment, TELEMETRY: "first" },
      calls,
    },
    {
      title: "started after init(): a service does what it did, and each request is a session",
      command: ["node", "app.cjs"],
      environment: { ...environment, TELEMETRY: "afterwards" },
      calls,
    },
    {
      title: "started by --import for ES modules: a service does what it did, and each request is a session",
      command: ["node", "--import=./telemetry.mjs", "app.mjs"],
      environment,
      calls,
    },
  ],
  {
    environment: (url) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_BSP_SCHEDULE_DELAY: "100" }),
    // Metrics go elsewhere.
    read: ({ path, body }) => (path === "/v1/traces" ? readSpans(JSON.parse(body) as OtlpBody) : []),
    isPassedOn: true,
  },
);

interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string };
      readonly spans: readonly { readonly name: string; readonly kind: number }[];
    }[];
  }[];
}

function readSpans({ resourceSpans }: OtlpBody): readonly string[] {
  const scopes = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans);
  return scopes
    .flatMap(({ scope, spans }) => spans.map(({ name, kind }) => `${scope.name}: ${name}, kind ${kind}`))
    .filter((span) => !span.includes(OUR_MIDDLEWARE));
}
