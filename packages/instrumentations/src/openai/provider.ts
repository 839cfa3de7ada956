/** Who answers: provider name and server, from the client's base URL. */
import type { Attributes } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import { isObject } from "../json-value.ts";

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
  if (!isObject(client)) return describe(undefined, false);
  const { baseURL } = client;
  const known = knownClients.get(client);
  if (known !== undefined && known.baseURL === baseURL) return known.attributes;
  // Only AzureOpenAI has both; its own class may be a different copy or renamed by a bundler.
  const isAzure = "apiVersion" in client && "deploymentName" in client;
  const attributes = describe(baseURL, isAzure);
  knownClients.set(client, { baseURL, attributes });
  return attributes;
}

function describe(baseURL: unknown, isAzure: boolean): Attributes {
  if (typeof baseURL !== "string" || !URL.canParse(baseURL)) {
    return { [key.GEN_AI_PROVIDER_NAME]: isAzure ? "azure.ai.openai" : "openai" };
  }
  const { hostname, port, protocol } = new URL(baseURL);
  return {
    [key.GEN_AI_PROVIDER_NAME]: isAzure ? "azure.ai.openai" : providerOf(hostname),
    [key.SERVER_ADDRESS]: hostname,
    [key.SERVER_PORT]: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port),
  };
}

function providerOf(hostname: string): string {
  const match = PROVIDER_BY_HOST.find(
    ([hostEnd]) => hostname === hostEnd || hostname.endsWith(`.${hostEnd}`) || hostname.endsWith(`-${hostEnd}`),
  );
  return match === undefined ? "openai" : match[1];
}
