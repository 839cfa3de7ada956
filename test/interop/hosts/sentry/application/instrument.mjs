/** Sentry as the application had it before: `node --import ./instrument.mjs app.mjs`. */
import * as Sentry from "@sentry/node";

Sentry.init({
  dsn: process.env.SENTRY_DSN,
  tracesSampleRate: 1,
  enableOpenTelemetrySetup: process.env.SENTRY_TRACING === "opentelemetry",
});
process.once("SIGTERM", () => void Sentry.close(2_000).finally(() => process.exit(3)));
