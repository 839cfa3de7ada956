/** Who answers, in the conventions' words. */
import type { Attributes } from "@opentelemetry/api";
import { objectOf, textOf } from "../json-value.ts";
import { providerAttributes } from "../openai/provider.ts";

/** `ls_provider` of the models of LangChain's own packages → `gen_ai.provider.name`, GenAI conventions v0.1.0. */
const PROVIDERS: Readonly<Record<string, string>> = {
  azure: "azure.ai.openai",
  azure_openai: "azure.ai.openai",
  amazon_bedrock: "aws.bedrock",
  bedrock: "aws.bedrock",
  aws: "aws.bedrock",
  google: "gcp.gemini",
  google_genai: "gcp.gemini",
  googlegenerativeai: "gcp.gemini",
  google_vertexai: "gcp.vertex_ai",
  vertexai: "gcp.vertex_ai",
  mistral: "mistral_ai",
  mistralai: "mistral_ai",
  xai: "x_ai",
  ibm: "ibm.watsonx.ai",
  watsonx: "ibm.watsonx.ai",
  moonshot: "moonshot_ai",
};

/** Undefined where the model does not say. Others than those of the conventions pass in lower case. */
export function toProviderName(lsProvider: unknown): string | undefined {
  const name = textOf(lsProvider)?.toLowerCase();
  return name === undefined ? undefined : Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : name;
}

/**
 * Models of OpenAI's kind may ask any server that speaks its protocol, and the address tells which. Nothing where the
 * model has OpenAI's own.
 * @param model the library's object
 */
export function serverAttributes(model: unknown): Attributes {
  const baseURL = textOf(objectOf(objectOf(model)?.["clientConfig"])?.["baseURL"]) ?? process.env["OPENAI_BASE_URL"];
  return baseURL === undefined || baseURL === "" ? {} : providerAttributes({ baseURL });
}
