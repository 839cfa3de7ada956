/** docs/migrating-from-agentops.md has every name of AgentOps, names of ours that exist, and routes as they are. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as api from "rootspan";
import { openServer, type RunningServer } from "@rootspan/server";
import { OPTION_TABLE } from "../packages/node/src/option-table.ts";

/** Without its programs. */
const page = readFileSync("docs/migrating-from-agentops.md", "utf8").replace(/^```\w+\n[\s\S]*?^```$/gm, "");
const rows = [...page.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => row!.split(/(?<!\\)\|/).map((cell) => cell.trim()));
const codesIn = (text: string): readonly string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);

/** Whatever a program can use of AgentOps. */
const NAMES: Readonly<Record<string, string>> = {
  "options of 0.3":
    "api_key parent_key endpoint max_wait_time max_queue_size default_tags tags instrument_llm_calls " +
    "auto_start_session inherited_session_id skip_auto_end_session env_data_opt_out",
  "options of 0.4":
    "app_url export_flush_interval trace_name log_level log_session_replay_url exporter_endpoint fail_safe " +
    "prefetch_jwt_token auto_init exporter processor",
  variables:
    "AGENTOPS_API_KEY AGENTOPS_PARENT_KEY AGENTOPS_API_ENDPOINT AGENTOPS_ENV_DATA_OPT_OUT AGENTOPS_LOGGING_LEVEL " +
    "AGENTOPS_LOGGING_TO_FILE AGENTOPS_APP_URL AGENTOPS_EXPORT_FLUSH_INTERVAL AGENTOPS_MAX_QUEUE_SIZE " +
    "AGENTOPS_DEFAULT_TAGS AGENTOPS_TRACE_NAME AGENTOPS_INSTRUMENT_LLM_CALLS AGENTOPS_AUTO_START_SESSION " +
    "AGENTOPS_LOG_LEVEL AGENTOPS_LOG_SESSION_REPLAY_URL AGENTOPS_EXPORTER_ENDPOINT AGENTOPS_MAX_WAIT_TIME " +
    "AGENTOPS_SKIP_AUTO_END_SESSION AGENTOPS_FAIL_SAFE AGENTOPS_PREFETCH_JWT_TOKEN AGENTOPS_AUTO_INIT",
  "functions of 0.3":
    "init configure start_session end_session record add_tags set_tags get_api_key set_api_key set_parent_key " +
    "stop_instrumenting create_agent get_session end_all_sessions add_default_tags get_default_tags record_action " +
    "record_tool record_function track_agent LangchainCallbackHandler AsyncLangchainCallbackHandler Configuration Client",
  "functions of 0.4":
    "start_trace end_trace update_trace_metadata TraceState.SUCCESS TraceState.ERROR TraceState.UNSET @trace @session " +
    "@agent @task @operation @workflow @tool @guardrail track_endpoint validate_trace_spans " +
    "print_validation_summary track_tool",
  "parts of a session":
    "session_id init_timestamp end_timestamp end_state end_state_reason tags video host_env config jwt token_cost " +
    "event_counts is_running session_url session.end_session session.add_tags session.set_tags session.set_video " +
    "session.record session.create_agent session.patch session.get_analytics",
  "end states": "Success Fail Failure Indeterminate Unknown Shutdown",
  events:
    "ActionEvent LLMEvent ToolEvent ErrorEvent apis params returns agent_id id action_type logs screenshot thread_id " +
    "prompt prompt_tokens completion completion_tokens cost model name trigger_event exception error_type code " +
    "details timestamp promptarmor_flag",
  exceptions: "NoSessionException MultiSessionException",
  "the npm package": "apiKey apiEndpoint otlpEndpoint serviceName logLevel captureContent agentops.shutdown",
};

describe("the names of AgentOps", () => {
  const words = new Set(codesIn(page).flatMap((code) => [code, code.replace(/\(.*$/, ""), code.replace(/=…$/, "")]));

  it.each(Object.entries(NAMES))("%s are on the page, all of them", (_, names) => {
    expect(names.split(" ").filter((name) => !words.has(name))).toEqual([]);
  });
});

describe("the names of ours", () => {
  const section = (heading: string): string => page.split(/^##+ /m).find((text) => text.startsWith(heading))!;
  /** What stands in the middle column of the tables of functions, options and the session. */
  const ours = ["Options of init", "Functions", "The session", "The npm package"].flatMap((heading) =>
    [...section(heading).matchAll(/^\| (?:`|Ctrl)(.*) \|$/gm)].flatMap(([row]) => codesIn(row.split("|")[2]!)),
  );

  it("exist, as options, variables, functions or parts of a session", async () => {
    const session = api.startSession();
    const variables = new Set(Object.values(OPTION_TABLE).flatMap(({ variable }) => variable ?? []));
    const known = (code: string): boolean => {
      const name = code.replace(/^await using session = /, "").replace(/[(:].*$/, "");
      if (name.startsWith("session.rootSpan.")) return name.slice(17) in session.rootSpan;
      if (name.startsWith("session.")) return name.slice(8) in session;
      return (
        name.replace(/^@/, "") in api ||
        Object.hasOwn(OPTION_TABLE, name) ||
        variables.has(name) ||
        name.startsWith("OTEL_")
      );
    };
    const values = new Set(['"off"', "TRACEPARENT", "BAGGAGE", "Success", "Failure", "Indeterminate"]);
    expect(ours.length).toBeGreaterThan(50);
    expect(ours.filter((code) => !values.has(code) && !known(code))).toEqual([]);
    await session.end();
  });
});

describe("the routes of AgentOps", () => {
  let folder: string;
  let server: RunningServer;
  const id = "018f6a1e-0000-7000-8000-00000000abcd";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "rootspan-test-"));
    server = await openServer({ port: 0, store: `sqlite:${join(folder, "test.db")}` });
    await post("/v1/traces", toRequest({ "agentops.span.kind": "llm", "gen_ai.usage.prompt_tokens": 7 }));
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  /** One span without a parent, as 0.4 exports it. */
  const toRequest = (attributes: Readonly<Record<string, string | number>>): object => ({
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: id.replaceAll("-", ""),
                spanId: "800000000000abcd",
                name: "openai.chat.completion",
                startTimeUnixNano: "1700000000000000000",
                endTimeUnixNano: "1700000001000000000",
                attributes: Object.entries(attributes).map(([key, value]) => ({
                  key,
                  value: typeof value === "string" ? { stringValue: value } : { intValue: String(value) },
                })),
              },
            ],
          },
        ],
      },
    ],
  });

  const isRoute = (code: string): boolean => /^(?:GET|POST|PUT) \//.test(code);
  const routes = rows.flatMap(([theirs = "", ours = ""]) =>
    codesIn(theirs)
      .filter(isRoute)
      .map((route) => ({ route, isThere: ours.startsWith("The same"), instead: codesIn(ours).filter(isRoute) })),
  );

  it.each(routes)("$route is there, or not, as the page says", async ({ route, isThere }) => {
    const [method = "", path = ""] = route.split(" ");
    const body = method === "GET" ? {} : { body: "{}", headers: { "content-type": "application/json" } };
    const answer = await fetch(`${server.url}${path.replace("{id}", id)}`, { method, ...body });
    const text = await answer.text();
    // One that is there may want another body, key or id.
    const isMissing = answer.status === 405 || (answer.status === 404 && /"code":"not_found"/.test(text));
    expect([route, isMissing]).toEqual([route, !isThere]);
  });

  it("that are named instead are there", async () => {
    const instead = new Set(routes.flatMap((route) => route.instead));
    expect(instead.size).toBeGreaterThan(3);
    for (const route of instead) {
      const [method = "", path = ""] = route.split(" ");
      const target = `${server.url}${path.replace("{id}", id).replace("=…", "=run.webm")}`;
      const body = method === "GET" ? {} : { body: "{}", headers: { "content-type": "application/json" } };
      const { status } = await fetch(target, { method, ...body });
      expect([route, status]).toEqual([route, expect.any(Number)]);
      expect([route, status < 300]).toEqual([route, true]);
    }
  });

  it("take what AgentOps 0.4 exports for what it is", async () => {
    const stats = await (await fetch(`${server.url}/v2/sessions/${id}/stats`)).json();
    expect(stats).toMatchObject({ session_id: id, events: 1, prompt_tokens: 7, cost: null });
    const { spans } = (await (await fetch(`${server.url}/v2/sessions/${id}/export`)).json()) as {
      readonly spans: readonly { readonly attributes: object }[];
    };
    expect(spans.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ "agentops.span.kind": "llm" }),
    ]);
  });
});
