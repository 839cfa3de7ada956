/** Who answers, by the client's base URL. */
import { AzureOpenAI, BedrockOpenAI, OpenAI } from "openai7";
import { vertex } from "openai7/providers/vertex";
import { providerAttributes } from "../src/openai/provider.ts";

it.each([
  ["https://api.openai.com/v1", "openai", "api.openai.com", 443],
  ["https://eu.api.openai.com/v1", "openai", "eu.api.openai.com", 443],
  ["https://mine.openai.azure.com/openai", "azure.ai.openai", "mine.openai.azure.com", 443],
  ["https://api.groq.com/openai/v1", "groq", "api.groq.com", 443],
  ["https://api.deepseek.com", "deepseek", "api.deepseek.com", 443],
  ["https://api.x.ai/v1", "x_ai", "api.x.ai", 443],
  ["https://api.mistral.ai/v1", "mistral_ai", "api.mistral.ai", 443],
  ["https://api.perplexity.ai", "perplexity", "api.perplexity.ai", 443],
  ["https://api.moonshot.ai/v1", "moonshot_ai", "api.moonshot.ai", 443],
  ["https://generativelanguage.googleapis.com/v1beta/openai/", "gcp.gemini", "generativelanguage.googleapis.com", 443],
  ["https://us-central1-aiplatform.googleapis.com/v1/x", "gcp.vertex_ai", "us-central1-aiplatform.googleapis.com", 443],
  ["https://bedrock-mantle.eu-west-1.api.aws/openai/v1", "aws.bedrock", "bedrock-mantle.eu-west-1.api.aws", 443],
  [
    "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
    "aws.bedrock",
    "bedrock-runtime.us-east-1.amazonaws.com",
    443,
  ],
  ["http://localhost:11434/v1", "openai", "localhost", 11434],
  ["http://gateway/v1", "openai", "gateway", 80],
  ["https://notapi.x.ai.example.com/v1", "openai", "notapi.x.ai.example.com", 443],
])("at %s is %s", (baseURL, provider, address, port) => {
  expect(providerAttributes({ baseURL })).toEqual({
    "gen_ai.provider.name": provider,
    "server.address": address,
    "server.port": port,
  });
});

it("of an Azure client is Azure behind any gateway", () => {
  const client = { baseURL: "https://gateway.example.com/openai", apiVersion: "2024-10-21", deploymentName: undefined };
  expect(providerAttributes(client)["gen_ai.provider.name"]).toBe("azure.ai.openai");
});

it("of the library's own kinds of clients is theirs, behind any gateway", () => {
  const baseURL = "https://gateway.example.com/v1";
  const bedrock = new BedrockOpenAI({ baseURL, apiKey: "k" });
  expect(providerAttributes(bedrock)["gen_ai.provider.name"]).toBe("aws.bedrock");
  const azure = new AzureOpenAI({ baseURL, apiKey: "k", apiVersion: "2024-10-21" });
  expect(providerAttributes(azure)["gen_ai.provider.name"]).toBe("azure.ai.openai");
  const provider = vertex({ project: "p", location: "global", baseURL, auth: async () => "token" } as never);
  expect(providerAttributes(new OpenAI({ provider }))["gen_ai.provider.name"]).toBe("gcp.vertex_ai");
});

it("changes with the client's base URL", () => {
  const client = { baseURL: "https://api.openai.com/v1" };
  expect(providerAttributes(client)["server.address"]).toBe("api.openai.com");
  client.baseURL = "https://api.groq.com/openai/v1";
  expect(providerAttributes(client)["gen_ai.provider.name"]).toBe("groq");
});

it.each([undefined, null, 3, {}, { baseURL: 3 }, { baseURL: "no address" }])("of %j is OpenAI, somewhere", (client) => {
  expect(providerAttributes(client)).toEqual({ "gen_ai.provider.name": "openai" });
});
