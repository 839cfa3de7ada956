/** What every emitter does: an agent that asks for the weather, with a tool, a stream, an embedding and a failure. */

export const MODEL = "gpt-4o-mini";
/** The provider refuses calls of this model. */
export const REFUSED_MODEL = "gpt-4o-refused";
export const EMBEDDING_MODEL = "text-embedding-3-small";
export const SYSTEM = "You are a weather agent. Answer in one sentence.";
export const QUESTION = "Do I need an umbrella in Lisbon?";
export const SESSION = "visit-7";

export const TOOL_NAME = "get_weather";
export const TOOL_DESCRIPTION = "The weather of a city";
export const TOOL_PARAMETERS = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
} as const;

export const TOOLS = [
  { type: "function", function: { name: TOOL_NAME, description: TOOL_DESCRIPTION, parameters: TOOL_PARAMETERS } },
] as const;

export function getWeather({ city }: { readonly city: string }): { readonly city: string; readonly celsius: number } {
  return { city, celsius: 24 };
}
