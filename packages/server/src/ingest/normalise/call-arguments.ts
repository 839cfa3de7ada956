/** Arguments of a wrapped function, as Traceloop and AgentOps write them. */
import type { AttributeValue } from "@rootspan/model";
import { fieldsOf, toFields, toJsonText } from "./json-text.ts";

/** Of `{args, kwargs}` the one that holds something; both where both do; nothing where none does. */
export function toArguments(input: AttributeValue | undefined): AttributeValue | undefined {
  const { args, kwargs, ...rest } = fieldsOf(input);
  if (!Array.isArray(args) || Object.keys(rest).length > 0) return input;
  const named = Object.keys(toFields(kwargs)).length > 0;
  if (args.length === 0) return named ? toJsonText(kwargs) : undefined;
  if (named) return input;
  const [first] = args as readonly unknown[];
  return args.length === 1 && typeof first === "string" ? first : toJsonText(args.length === 1 ? first : args);
}
