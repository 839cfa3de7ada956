/** The ways to make the call: bare, with spans written by hand, under Rootspan, and under its peers. */
import { context, SpanKind, trace } from "@opentelemetry/api";
import type OpenAI from "openai";
import { flush, init } from "rootspan";
import { langfuse, type Observed, openInference, openLLMetry, openProvider } from "./peers.ts";

interface Call {
  readonly call: () => Promise<void>;
  readonly flush: () => Promise<void>;
}

const request = {
  model: "gpt-4o-mini",
  temperature: 0.2,
  messages: [
    { role: "system" as const, content: "You are a helpful assistant that answers in one short paragraph." },
    { role: "user" as const, content: "What does the fox do, and does anybody mind? ".repeat(8) },
  ],
};

interface VariantPlan {
  /** In the table. */
  readonly label: string;
  readonly create: (client: OpenAI, stream: boolean) => Call;
}

export const VARIANTS = {
  bare: { label: "bare client", create: (client, stream) => createAsk(client, stream, async () => {}) },
  "by-hand": { label: "spans by hand", create: createByHand },
  rootspan: {
    label: "Rootspan",
    create(client, stream) {
      init({ instrument: { openai: client.constructor } });
      return createAsk(client, stream, flush);
    },
  },
  "rootspan-without-journal": {
    label: "Rootspan, journal off",
    create(client, stream) {
      init({ instrument: { openai: client.constructor }, journal: false });
      return createAsk(client, stream, flush);
    },
  },
  openllmetry: { label: "OpenLLMetry 0.27.0", create: createPeer(openLLMetry) },
  openinference: { label: "OpenInference 4.2.7", create: createPeer(openInference) },
  langfuse: { label: "Langfuse 5.11.1", create: createPeer(langfuse) },
} satisfies Readonly<Record<string, VariantPlan>>;
export type Variant = keyof typeof VARIANTS;

/** In the order in which they take turns. */
export const VARIANT_NAMES = Object.keys(VARIANTS) as readonly Variant[];

function createPeer(open: (client: OpenAI) => Observed): VariantPlan["create"] {
  return (client, stream) => {
    const observed = open(client);
    return createAsk(observed.client, stream, observed.flush);
  };
}

function createAsk(client: OpenAI, stream: boolean, flushAll: () => Promise<void>): Call {
  return { call: () => ask(client, stream), flush: flushAll };
}

async function ask(client: OpenAI, stream: boolean): Promise<void> {
  if (!stream) {
    await client.chat.completions.create(request);
    return;
  }
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) void chunk.choices[0];
}

/** What a careful person would write with OpenTelemetry alone, with the same attributes. */
function createByHand(client: OpenAI, stream: boolean): Call {
  const provider = openProvider();
  const tracer = provider.getTracer("by-hand");
  return {
    flush: () => provider.forceFlush(),
    call: async () => {
      const span = tracer.startSpan(`chat ${request.model}`, {
        kind: SpanKind.CLIENT,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "openai",
          "gen_ai.request.model": request.model,
          "gen_ai.request.temperature": request.temperature,
          "server.address": "api.openai.com",
          "server.port": 443,
          "gen_ai.input.messages": JSON.stringify(request.messages.map(toMessage)),
        },
      });
      await context.with(trace.setSpan(context.active(), span), async () => {
        const answer = stream ? await collect(client) : await client.chat.completions.create(request);
        span.setAttributes({
          "gen_ai.response.id": answer.id,
          "gen_ai.response.model": answer.model,
          "gen_ai.response.finish_reasons": answer.choices.map((choice) => choice.finish_reason),
          "gen_ai.usage.input_tokens": answer.usage?.prompt_tokens ?? 0,
          "gen_ai.usage.output_tokens": answer.usage?.completion_tokens ?? 0,
          "gen_ai.usage.cache_read.input_tokens": answer.usage?.prompt_tokens_details?.cached_tokens ?? 0,
          "gen_ai.output.messages": JSON.stringify(answer.choices.map((choice) => toMessage(choice.message))),
        });
      });
      span.end();
    },
  };
}

function toMessage({ role, content }: { readonly role: string; readonly content: string | null }): object {
  return { role, parts: [{ type: "text", content }] };
}

type Answer = Pick<OpenAI.ChatCompletion, "id" | "model" | "usage"> & {
  readonly choices: readonly {
    readonly finish_reason: string;
    readonly message: { readonly role: string; readonly content: string | null };
  }[];
};

async function collect(client: OpenAI): Promise<Answer> {
  let id = "";
  let model = "";
  let content = "";
  let finishReason = "";
  let usage: OpenAI.CompletionUsage | undefined;
  for await (const chunk of await client.chat.completions.create({ ...request, stream: true })) {
    ({ id, model } = chunk);
    usage = chunk.usage ?? usage;
    content += chunk.choices[0]?.delta.content ?? "";
    finishReason = chunk.choices[0]?.finish_reason ?? finishReason;
  }
  return {
    id,
    model,
    ...(usage && { usage }),
    choices: [{ finish_reason: finishReason, message: { role: "assistant", content } }],
  };
}
