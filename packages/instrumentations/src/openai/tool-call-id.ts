/** Which call of the model a run of a tool belongs to: the runner of the library does not say so. */
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from "../json-value.ts";
import { parsed } from "./parts.ts";

/** By the message of the model: the calls whose run has begun. */
const begun = new WeakMap<object, Set<string>>();

/**
 * The id of the first call for that tool in the model's last message whose run has not begun; of several the one with
 * these very arguments. Undefined where there is none.
 * @param runner what the library gives to the function beside its arguments
 */
export function takeToolCallId(runner: unknown, name: string, parameters: unknown): string | undefined {
  const message = lastWithCalls(arrayOf(objectOf(runner)?.["messages"]) ?? []);
  if (message === undefined) return undefined;
  const taken = begun.get(message) ?? new Set();
  begun.set(message, taken);
  const open = (arrayOf(message["tool_calls"]) ?? []).filter(isObject).filter((call) => {
    const id = textOf(call["id"]);
    return id !== undefined && !taken.has(id) && objectOf(call["function"])?.["name"] === name;
  });
  const [first] = open;
  const call = open.length > 1 ? (open.find((candidate) => isCalledWith(candidate, parameters)) ?? first) : first;
  const id = textOf(call?.["id"]);
  if (id !== undefined) taken.add(id);
  return id;
}

function lastWithCalls(messages: readonly unknown[]): JsonObject | undefined {
  return messages.findLast(
    (message): message is JsonObject => isObject(message) && (arrayOf(message["tool_calls"]) ?? []).length > 0,
  );
}

function isCalledWith(call: JsonObject, parameters: unknown): boolean {
  const text = objectOf(call["function"])?.["arguments"];
  return text === parameters || JSON.stringify(parsed(text)) === JSON.stringify(parameters);
}
