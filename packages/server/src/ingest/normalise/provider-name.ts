/** `gen_ai.provider.name` of the conventions, from what emitters call providers. */

/** Names in lower case, without what an AI SDK puts behind the first dot. */
const NAMES: Readonly<Record<string, string>> = {
  "az.ai.inference": "azure.ai.inference",
  "az.ai.openai": "azure.ai.openai",
  azure: "azure.ai.openai",
  "azure-openai": "azure.ai.openai",
  bedrock: "aws.bedrock",
  "amazon-bedrock": "aws.bedrock",
  aws: "aws.bedrock",
  gemini: "gcp.gemini",
  google: "gcp.gemini",
  google_genai: "gcp.gemini",
  "google.generative-ai": "gcp.gemini",
  vertex_ai: "gcp.vertex_ai",
  vertexai: "gcp.vertex_ai",
  "google.vertex": "gcp.vertex_ai",
  mistral: "mistral_ai",
  mistralai: "mistral_ai",
  xai: "x_ai",
  watsonx: "ibm.watsonx.ai",
  moonshot: "moonshot_ai",
};

/** The AI SDK calls its providers `openai.chat`, `anthropic.messages`, `google.vertex.chat`. */
const SDK_SUFFIX =
  /^(openai|anthropic|azure|groq|cohere|deepseek|mistral|perplexity|xai|google\.vertex|google\.generative-ai|vertex)\..+$/;

export function toProviderName(text: string): string {
  const lower = text.trim().toLowerCase();
  const name = SDK_SUFFIX.exec(lower)?.[1] ?? lower;
  return Object.hasOwn(NAMES, name) ? NAMES[name]! : name;
}
