/** The tools that an MCP client is given: each is one request to REST. */
import { inPath, type ServerClient } from "../client/server-client.ts";

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly input: Readonly<Record<string, unknown>>;
  run(client: ServerClient, input: Readonly<Record<string, unknown>>): Promise<unknown>;
}

const text = (description: string) => ({ type: "string", description });
const number = (description: string) => ({ type: "number", minimum: 0, description });
const texts = (description: string) => ({ type: "array", items: { type: "string" }, description });

const SESSION_ID = { type: "string", minLength: 1, description: "The session's id." };
const CURSOR = text("next_cursor of the answer before.");
const limit = (most: number, byDefault: number) => ({ type: "integer", minimum: 1, maximum: most, default: byDefault });

const FILTER = {
  state: {
    type: "array",
    items: { enum: ["Running", "Success", "Failure", "Indeterminate"] },
    description: "Any of these.",
  },
  tag: texts("All of these tags."),
  model: texts("Any of these models was called."),
  service: texts("Any of these services took part."),
  name: text("Part of the session's name."),
  from: text("RFC 3339: it started then or later."),
  to: text("RFC 3339: it started before."),
  min_cost: number("USD."),
  min_errors: number("At least so many errors."),
  sort: { enum: ["start", "activity", "duration", "cost", "tokens", "errors", "llm_calls"], default: "start" },
  order: { enum: ["asc", "desc"], default: "desc" },
  limit: limit(100, 20),
  cursor: CURSOR,
};

function objectOf(properties: object, required: readonly string[] = []): Tool["input"] {
  return { type: "object", properties, required, additionalProperties: false };
}

type Input = Parameters<Tool["run"]>[1];

function listSessions(client: ServerClient, input: Input): Promise<unknown> {
  return client.get("/v2/sessions", { limit: 20, ...(input as Record<string, string>) });
}

function pathOf({ session_id: id }: Input): string {
  return `/v2/sessions/${inPath(String(id))}`;
}

export const TOOLS: readonly Tool[] = [
  {
    name: "list_sessions",
    description: "Lists runs of agents: state, cost, tokens, errors, tags. All parts of the filter must hold.",
    input: objectOf(FILTER),
    run: listSessions,
  },
  {
    name: "search_sessions",
    description: "Finds sessions whose prompts, answers, tool calls or errors hold all of these words.",
    input: objectOf({ text: text('Words; "words in quotes" follow each other.'), ...FILTER }, ["text"]),
    run: listSessions,
  },
  {
    name: "get_session",
    description: "One session: its state and reason, and what it used and cost by model and by agent.",
    input: objectOf({ session_id: SESSION_ID }, ["session_id"]),
    run: async (client, input) => {
      const [session, stats] = await Promise.all([client.get(pathOf(input)), client.get(`${pathOf(input)}/stats`)]);
      return { session, stats };
    },
  },
  {
    name: "list_spans",
    description: "The steps of a session in order: LLM calls, tools, actions, errors; without what they said.",
    input: objectOf({ session_id: SESSION_ID, limit: limit(1_000, 200), cursor: CURSOR }, ["session_id"]),
    run: (client, input) => {
      const { limit: most = 200, cursor } = input;
      return client.get(`${pathOf(input)}/spans`, { limit: Number(most), cursor: cursor as string | undefined });
    },
  },
  {
    name: "get_span",
    description: "Everything that is known of one step: prompts, answers, parameters, results, errors.",
    input: objectOf({ session_id: SESSION_ID, span_id: text("16 hex digits, from list_spans.") }, [
      "session_id",
      "span_id",
    ]),
    run: (client, input) => client.get(`${pathOf(input)}/spans/${inPath(String(input["span_id"]))}`),
  },
];
