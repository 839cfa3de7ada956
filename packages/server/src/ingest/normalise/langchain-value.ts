/** Values as LangChain serialises them: `{lc: 1, type: "constructor", id: […], kwargs: {content}}`. */
import { fieldsOf, fromJsonText, textOf, toFields } from "./json-text.ts";
import type { AttributeValue } from "@rootspan/model";

/** What a tool gave back, where it is in a serialised message; any other output as it is. */
export function unwrapToolOutput(output: AttributeValue | undefined): AttributeValue | undefined {
  return textOf(messageIn(output)["content"]) ?? output;
}

/** The tool's name as the message has it. */
export function toolNameIn(output: AttributeValue | undefined): string | undefined {
  return textOf(messageIn(output)["name"]);
}

function messageIn(output: AttributeValue | undefined): Readonly<Record<string, unknown>> {
  // Most outputs are no such thing, and may be long.
  if (typeof output !== "string" || !output.includes('"lc":1')) return {};
  const value = fieldsOf(output);
  const message = toFields(fromJsonText(value["output"] ?? value));
  return message["lc"] === 1 ? toFields(message["kwargs"]) : {};
}
