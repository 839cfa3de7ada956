/** `npm start -- --exit`, as a user runs it: the example, the server and what they print agree. */
import { spawn } from "node:child_process";

interface Stats {
  readonly session_id: string;
  readonly cost_usd: string;
  readonly cost: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly errors: number;
  readonly end_state: string;
  readonly counts: Readonly<Record<string, number>>;
}

it("ends by itself with the session's cost, its stats and its address", async () => {
  const { code, output } = await runMainJob();
  expect(`${code}\n${output}`).toMatch(/^0\n/);

  const line = output.match(
    /Session Stats - Duration: .* \| Cost: \$(\S+) \| LLMs: 2 \| Tools: 1 \| Actions: 1 \| Errors: 0/,
  );
  const returned = output.match(/session\.end returned: (\S+)/);
  const stats = JSON.parse(output.match(/^\{$[\s\S]*?^\}$/m)![0]) as Stats;
  expect(line?.[1]).toMatch(/^0\.\d{6}$/);
  expect(Number(line?.[1])).toBeGreaterThan(0);
  expect(returned?.[1]).toBe(line?.[1]);
  expect(stats.cost_usd).toBe(line?.[1]);
  expect(stats.cost.toFixed(6)).toBe(line?.[1]);
  expect(stats).toMatchObject({ end_state: "Success", errors: 0, counts: { llm: 2, tool: 1, action: 1, error: 0 } });
  expect(stats.prompt_tokens).toBeGreaterThan(0);
  expect(stats.completion_tokens).toBeGreaterThan(0);
  expect(output).toContain(`/v2/sessions/${stats.session_id}`);
});

function runMainJob(): Promise<{ code: number | null; output: string }> {
  // The tests may run where a real key is set; they never spend its money.
  const { OPENAI_API_KEY: _unused, ...environment } = process.env;
  const child = spawn("npm", ["start", "--", "--exit", "--port", "0"], { env: environment });
  let output = "";
  child.stdout.on("data", (chunk) => void (output += chunk));
  child.stderr.on("data", (chunk) => void (output += chunk));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}
