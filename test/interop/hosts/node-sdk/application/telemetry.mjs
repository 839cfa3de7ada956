/** OpenTelemetry as an application of ES modules had it before: `node --import ./telemetry.mjs app.mjs`. */
import { register } from "node:module";
import "./telemetry.cjs";

register("@opentelemetry/instrumentation/hook.mjs", import.meta.url);
