/** Runs an example as a user runs it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { CLEAN_ENVIRONMENT } from "./clean-environment.ts";

/** @returns what it printed; it must print no errors */
export async function runExample(name: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, ["--conditions=@rootspan/source", `examples/${name}/src/main.ts`], {
    env: { ...CLEAN_ENVIRONMENT, ...environment },
  });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  expect({ errors, code: code as unknown }).toEqual({ errors: "", code: 0 });
  return output;
}
