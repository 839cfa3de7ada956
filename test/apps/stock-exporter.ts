// Exports by OpenTelemetry's own exporter, given as an option. Argument: the address of the receiver.
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { exportCounters, init } from "rootspan";

const exporter = new OTLPTraceExporter({ url: `${process.argv[2]}/v1/traces` });
const session = init({ exporter, instrument: false, hostEnvironment: "off" });
session.record({ kind: "action", name: "a0" });
await session.end("Success");
console.log(JSON.stringify(exportCounters()));
