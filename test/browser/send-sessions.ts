/** Many sessions at once, as programs would have sent them over a month: OTLP as JSON, a root and two spans each. */

const MODELS = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5", "o3-mini"];
const NAMES = ["Refund request", "Nightly triage", "Weekly report", "Code review", "Onboarding"];
const TAGS = ["prod", "beta", "eu", "us", "vip"];
const SERVICES = ["support", "reviewer", "reports"];
const SESSIONS_A_REQUEST = 500;
const REQUESTS_AT_ONCE = 4;
const MONTH_MS = 30 * 86_400_000;

/** @throws Error where the server takes less than all of them */
export async function sendSessions(serverUrl: string, count: number, nowMs: number = Date.now()): Promise<void> {
  const starts = Array.from(
    { length: Math.ceil(count / SESSIONS_A_REQUEST) },
    (_, index) => index * SESSIONS_A_REQUEST,
  );
  const send = async (): Promise<void> => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const size = Math.min(SESSIONS_A_REQUEST, count - start);
      const body = JSON.stringify(toRequest(start, size, count, nowMs));
      const response = await fetch(`${serverUrl}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body,
      });
      if (!response.ok) throw new Error(`the server answered ${response.status}: ${await response.text()}`);
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, send));
}

function toRequest(start: number, size: number, count: number, nowMs: number): object {
  const indexes = Array.from({ length: size }, (_, index) => start + index);
  return {
    resourceSpans: SERVICES.map((service, at) => ({
      resource: { attributes: attributesOf({ "service.name": service }) },
      scopeSpans: [
        {
          scope: { name: "sessions" },
          spans: indexes
            .filter((index) => index % SERVICES.length === at)
            .flatMap((index) => toSpans(index, nowMs - Math.floor((index / count) * MONTH_MS))),
        },
      ],
    })),
  };
}

/** Every number is another one, and always the same. */
function toSpans(index: number, startMs: number): readonly object[] {
  const mixed = (index * 2_654_435_761) % 4_294_967_296;
  const traceId = index.toString(16).padStart(32, "5eed0000000040008000000000000000");
  const idOf = (part: number): string => (index * 4 + part + 1).toString(16).padStart(16, "0");
  const model = MODELS[mixed % MODELS.length]!;
  const isFailed = mixed % 11 === 0;
  const lengthMs = 300 + (mixed % 9_000);
  const span = (part: number, name: string, attributes: Fields, fromMs: number, untilMs: number): object => ({
    traceId,
    spanId: idOf(part),
    ...(part > 0 && { parentSpanId: idOf(0) }),
    name,
    kind: 1,
    startTimeUnixNano: `${startMs + fromMs}000000`,
    endTimeUnixNano: `${startMs + untilMs}000000`,
    attributes: attributesOf(attributes),
    status: isFailed && part === 0 ? { code: 2, message: "the tool gave up" } : {},
  });
  const name = `${NAMES[mixed % NAMES.length]} #${index}`;
  return [
    span(
      1,
      `chat ${model}`,
      {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": model,
        "gen_ai.response.model": model,
        "gen_ai.usage.input_tokens": 200 + (mixed % 6_000),
        "gen_ai.usage.output_tokens": 20 + (mixed % 700),
        "gen_ai.usage.cost.amount": (mixed % 5_000) / 100_000,
      },
      10,
      lengthMs - 20,
    ),
    span(2, "execute_tool look_up", { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "look_up" }, 20, 90),
    span(
      0,
      `session ${name}`,
      {
        "rootspan.kind": "session",
        "rootspan.session.name": name,
        "rootspan.session.end_state": isFailed ? "Failure" : "Success",
        "rootspan.session.end_state_reason": isFailed ? "the tool gave up" : "done",
        "rootspan.session.tags": [TAGS[mixed % TAGS.length]!, TAGS[Math.floor(mixed / 8) % TAGS.length]!],
      },
      0,
      lengthMs,
    ),
  ];
}

type Fields = Readonly<Record<string, string | number | readonly string[]>>;

function attributesOf(fields: Fields): readonly object[] {
  return Object.entries(fields).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toValue(value: string | number | readonly string[]): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map(toValue) } };
}
