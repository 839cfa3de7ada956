/** Whether spans would arrive: sends a request without spans, and asks whose key it is. */
import type { ProjectItem } from "@rootspan/model/rest";
import { AnswerError, openServerClient } from "../client/server-client.ts";
import type { Terminal } from "../command.ts";
import { NO_ACCESS } from "../exit-code.ts";
import { CommandError } from "../command-error.ts";
import { formatBytes, formatCount } from "../output/amounts.ts";
import { type Finding, note, ok, problem } from "./check.ts";
import { tracesUrlOf } from "./check-environment.ts";

export interface ReceiverSettings {
  /** Undefined for what the environment says. */
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly environment: Terminal["environment"];
}

export async function checkReceiver({ url, key, environment }: ReceiverSettings): Promise<readonly Finding[]> {
  const tracesUrl = url === undefined ? tracesUrlOf(environment) : `${url}/v1/traces`;
  if (!URL.canParse(tracesUrl)) return [problem("receiver", `${tracesUrl} is no address`)];
  const base = tracesUrl.replace(/\/v1\/traces\/?$/, "");
  const client = openServerClient({ url: base, key });
  try {
    const headers = { "content-type": "application/json" };
    await client.ask(tracesUrl.slice(base.length), { method: "POST", headers, body: "{}" });
  } catch (error) {
    return [problem("receiver", adviceFor(error, tracesUrl, key))];
  }
  const arrived = ok("receiver", `${tracesUrl} takes spans`);
  try {
    return [arrived, ...toFindings(await client.get<ProjectItem>("/v2/project"))];
  } catch (error) {
    const isOther = error instanceof AnswerError && error.status === 404;
    return [arrived, note("project", isOther ? "the receiver is no server of rootspan" : (error as Error).message)];
  }
}

function adviceFor(error: unknown, tracesUrl: string, key: string | undefined): string {
  const { message } = error as Error;
  if (error instanceof CommandError && error.exitCode === NO_ACCESS) {
    const advice = key === undefined ? "set ROOTSPAN_API_KEY" : "see rootspan keys list on the server's machine";
    return `${tracesUrl}: ${message}; ${advice}`;
  }
  if (error instanceof AnswerError) return `${tracesUrl} does not take spans: ${message}`;
  return `${message}; start one with rootspan serve, or set ROOTSPAN_ENDPOINT`;
}

function toFindings({ name, id, holds }: ProjectItem): readonly Finding[] {
  const counts = [formatCount(holds.sessions, "session"), formatCount(holds.spans, "span")];
  const amount = [...counts, formatBytes(holds.bytes)].join(", ");
  return [ok("project", `${name} (${id}) holds ${amount}`)];
}
