/** What one instrumented chat call costs, in CPU time of the process beyond that of the bare client. */
import { spawn } from "node:child_process";
import { median, type Table } from "../table.ts";
import { startSink } from "../sink.ts";
import { type Variant, VARIANT_NAMES, VARIANTS } from "./variants.ts";

const SCENARIOS = { plain: "one answer", stream: "a stream of 50 chunks" } as const;
/** Before the clock starts, and after. */
const CALLS = { plain: ["20000", "6000"], stream: ["6000", "2000"] } as const;

/** Of each variant, a figure a round. */
type Micros = Readonly<Record<Variant, number[]>>;

export async function measureChatCall(rounds: number): Promise<Table> {
  const sink = await startSink();
  const rows: (readonly string[])[] = [];
  for (const scenario of ["plain", "stream"] as const) {
    const micros = Object.fromEntries(VARIANT_NAMES.map((variant) => [variant, [] as number[]])) as Micros;
    // The variants take turns, so that a change of the machine's speed meets all of them.
    for (let round = 0; round < rounds; round += 1) {
      for (const variant of VARIANT_NAMES) micros[variant].push(await run(variant, scenario, sink.url));
    }
    const overhead = (variant: Variant) => median(micros[variant].map((value, round) => value - micros.bare[round]!));
    const byHand = overhead("by-hand");
    for (const variant of VARIANT_NAMES) {
      const over = variant === "bare" ? undefined : overhead(variant);
      rows.push([
        SCENARIOS[scenario],
        VARIANTS[variant].label,
        median(micros[variant]).toFixed(0),
        over?.toFixed(0) ?? "–",
        over === undefined ? "–" : (over / byHand).toFixed(2),
      ]);
    }
  }
  await sink.close();
  return {
    title: "One chat call",
    text:
      "CPU time of the whole process per call, with export, content recorded; the provider is a stubbed `fetch`, and three times as many calls come before the clock starts. " +
      `Medians of ${rounds} rounds in which the variants take turns. "By hand" is OpenTelemetry 2.12 with its batch ` +
      "processor and OTLP/JSON exporter and the same attributes, without cost, session or time to first chunk. " +
      "A call is one span: by what the two rows of Rootspan differ, that is the journal's cost per span. The peers are " +
      "set up with content, the same processor and the same exporter; none of them works out cost or a session, and " +
      "none keeps spans on disk.",
    head: ["call", "with", "CPU µs", "over bare, µs", "ratio to by hand"],
    rows,
  };
}

/** The child runs beside the sink, so it must not block this process. */
async function run(variant: Variant, scenario: "plain" | "stream", sinkUrl: string): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      "--conditions=@rootspan/source",
      new URL("run.ts", import.meta.url).pathname,
      variant,
      scenario,
      ...CALLS[scenario],
    ],
    { env: { ...process.env, ROOTSPAN_ENDPOINT: sinkUrl }, stdio: ["ignore", "pipe", "inherit"] },
  );
  let output = "";
  child.stdout.on("data", (chunk) => void (output += chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  const micros = Number(output);
  if (code !== 0 || !(micros > 0)) throw new Error(`${variant} ${scenario} ended with ${String(code)}: ${output}`);
  return micros;
}
