/** Who answers: provider name and server, from the client's base URL. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";

/** Hosts that belong to one provider for certain, as the end of a host name. Names: GenAI conventions v0.1.0. */
const PROVIDER_BY_HOST: readonly (readonly [hostEnd: string, provider: string])[] = [
  ["openai.azure.com", "azure.ai.openai"],
  ["services.ai.azure.com", "azure.ai.inference"],
  ["models.ai.azure.com", "azure.ai.inference"],
  ["generativelanguage.googleapis.com", "gcp.gemini"],
  ["aiplatform.googleapis.com", "gcp.vertex_ai"],
  ["api.groq.com", "groq"],
  ["api.deepseek.com", "deepseek"],
  ["api.x.ai", "x_ai"],
  ["api.mistral.ai", "mistral_ai"],
  ["api.perplexity.ai", "perplexity"],
  ["api.moonshot.ai", "moonshot_ai"],
  ["api.moonshot.cn", "moonshot_ai"],
  ["api.anthropic.com", "anthropic"],
  ["api.cohere.com", "cohere"],
  ["api.cohere.ai", "cohere"],
];

interface KnownClient {
  readonly baseURL: unknown;
  readonly attributes: Attributes;
}

/** A base URL is read once a client, and again if the application changes it. */
const knownClients = new WeakMap<object, KnownClient>();

/** `gen_ai.provider.name`, `server.address` and `server.port` of a client. */
export function providerAttributes(client: unknown): Attributes {
  if (!isObject(client)) return describe(undefined, undefined);
  const { baseURL } = client;
  const known = knownClients.get(client);
  if (known !== undefined && known.baseURL === baseURL) return known.attributes;
  const attributes = describe(baseURL, providerOfClient(client));
  knownClients.set(client, { baseURL, attributes });
  return attributes;
}

/**
 * What the kind of the client says, also behind a gateway: by what only that kind has, because its class may be a
 * different copy, or renamed by a bundler.
 */
function providerOfClient(client: JsonObject): string | undefined {
  if ("apiVersion" in client && "deploymentName" in client) return "azure.ai.openai";
  if ("bedrockTokenProvider" in client) return "aws.bedrock";
  // The option `provider` of openai 6 and 7.
  const name = textOf(objectOf(client["_provider"])?.["name"]);
  return name === undefined ? undefined : PROVIDER_BY_RUNTIME[name];
}

const PROVIDER_BY_RUNTIME: Readonly<Record<string, string>> = { bedrock: "aws.bedrock", vertex: "gcp.vertex_ai" };

/** @param known the provider, where the base URL does not decide */
function describe(baseURL: unknown, known: string | undefined): Attributes {
  if (typeof baseURL !== "string" || !URL.canParse(baseURL)) return { [key.GEN_AI_PROVIDER_NAME]: known ?? "openai" };
  const { hostname, port, protocol } = new URL(baseURL);
  return {
    [key.GEN_AI_PROVIDER_NAME]: known ?? providerOf(hostname),
    [key.SERVER_ADDRESS]: hostname,
    [key.SERVER_PORT]: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port),
  };
}

/** `bedrock-mantle.eu-west-1.api.aws`, `bedrock-runtime.eu-west-1.amazonaws.com`: the region lies in between. */
const BEDROCK_HOST = /^bedrock[\w-]*\.[\w-]+\.(api\.aws|amazonaws\.com)(\.cn)?$/;

function providerOf(hostname: string): string {
  if (BEDROCK_HOST.test(hostname)) return "aws.bedrock";
  const match = PROVIDER_BY_HOST.find(
    ([hostEnd]) => hostname === hostEnd || hostname.endsWith(`.${hostEnd}`) || hostname.endsWith(`-${hostEnd}`),
  );
  return match === undefined ? "openai" : match[1];
}
