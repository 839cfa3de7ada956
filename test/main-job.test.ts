/** `npm start -- --exit`, as a user runs it: the example, the server and what they print agree. */
import { spawn } from "node:child_process";

it("ends by itself with the session's cost, what the server shows of it, and its address", async () => {
  const { code, output } = await runMainJob();
  expect(`${code}\n${output}`).toMatch(/^0\n/);

  const line = output.match(
    /Session Stats - Duration: .* \| Cost: \$(\S+) \| LLMs: 2 \| Tools: 1 \| Actions: 1 \| Errors: 0/,
  );
  expect(Number(line?.[1])).toBeGreaterThan(0);
  expect(output.match(/session\.end returned: (\S+)/)?.[1]).toBe(line?.[1]);
  expect(output.match(/^ {2}cost +\$(\S+)$/m)?.[1]).toBe(line?.[1]);
  expect(output).toMatch(/^ {2}state +Success: the question is answered$/m);
  expect(output).toMatch(/^ {2}tokens +[1-9]\d* in, [1-9]\d* out$/m);
  expect(output).toMatch(/^ {2}calls +2 LLM, 1 tool, 1 action, 0 errors, \d+ spans$/m);
  expect(output.match(/^ {2}· .*? {2}/gm)?.map((name) => name.trim())).toEqual([
    "· chat gpt-4o-mini",
    "· execute_tool get_weather",
    "· chat gpt-4o-mini",
    "· tell the user",
  ]);

  const id = output.match(/^quickstart {2}(\S+)$/m)?.[1];
  expect(output).toMatch(new RegExp(`^Session: +http://\\S+/sessions/${id}$`, "m"));
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
