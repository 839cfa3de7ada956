/** Events are measured where the application has a meter provider. */
import { metrics } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { startSession, withAgent, withTool } from "../src/index.ts";
import { startRecording, stopRecording } from "./support/recording.ts";

afterEach(async () => {
  await stopRecording();
  metrics.disable();
});

it("records model calls, tools and agents on the conventions' instruments", async () => {
  startRecording();
  const session = startSession();
  session.record({ kind: "tool", name: "before there is a provider" });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  session.record({
    kind: "llm",
    model: "my-model",
    provider: "mine",
    inputTokens: 100,
    outputTokens: 20,
    startTime: 1_700_000_001_000,
    endTime: 1_700_000_003_500,
  });
  session.run(
    withAgent(
      "writer",
      withTool("search", () => 1),
    ),
  );
  session.record({ kind: "action", name: "no metric of the conventions" });
  await reader.forceFlush();
  await reader.shutdown();

  const points = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap((scope) => scope.metrics)
    .flatMap(({ descriptor, dataPoints }) =>
      dataPoints.map(({ attributes, value }) => [
        descriptor.name,
        (value as { count?: number }).count ?? value,
        attributes["gen_ai.request.model"] ?? attributes["gen_ai.tool.name"] ?? attributes["gen_ai.agent.name"],
      ]),
    );
  expect(points).toEqual(
    expect.arrayContaining([
      ["gen_ai.client.inference.duration", 1, "my-model"],
      ["gen_ai.client.inference.usage.input_tokens", 100, "my-model"],
      ["gen_ai.client.inference.usage.output_tokens", 20, "my-model"],
      ["gen_ai.execute_tool.duration", 1, "search"],
      ["gen_ai.invoke_agent.duration", 1, "writer"],
    ]),
  );
  expect(JSON.stringify(points)).not.toContain("before there is");
});
