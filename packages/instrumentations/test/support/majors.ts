/** The majors of the openai library that the tests run on; each is installed under an alias. */
import type * as OpenAIModule from "openai7";

export const MAJORS = ["openai4", "openai5", "openai6", "openai7"] as const;
export type Major = (typeof MAJORS)[number];

/** The newest major's types stand for all: the tests use what they have in common. */
export type Library = typeof OpenAIModule;
export type Client = OpenAIModule.OpenAI;
