/** What a model call was told anew: agents send the whole conversation again with every call. */
import { alignLists } from "../../changes/align-lists.ts";
import { changesOfText, type TextPart } from "../../changes/text-changes.ts";
import { type Message, textOfParts } from "./messages.ts";

export type MessageChange =
  /** In both calls; in the call before alone; in this one alone. */
  | { readonly type: "repeated" | "dropped" | "added"; readonly messages: readonly Message[] }
  /** The same message with another text. */
  | { readonly type: "changed"; readonly before: Message; readonly now: Message; readonly text: readonly TextPart[] };

/** In the order of this call. @param before what the model call before this one was told and answered */
export function changesBetween(before: readonly Message[], now: readonly Message[]): readonly MessageChange[] {
  const changes: MessageChange[] = [];
  let dropped: Message[] = [];
  let added: Message[] = [];
  const endOfDifference = (): void => {
    changes.push(...pairUp(dropped, added));
    dropped = [];
    added = [];
  };
  for (const { a, b } of alignLists(before, now, toKey)) {
    if (a !== undefined && b !== undefined) {
      endOfDifference();
      append(changes, "repeated", b);
    } else if (a !== undefined) dropped.push(a);
    else if (b !== undefined) added.push(b);
  }
  endOfDifference();
  return changes;
}

/** Messages that stand in each other's place, one by one; those that are not alike went, and came. */
function pairUp(dropped: readonly Message[], added: readonly Message[]): readonly MessageChange[] {
  const changes: MessageChange[] = [];
  let from = 0;
  const upTo = (end: number): void => {
    for (const message of dropped.slice(from, end)) append(changes, "dropped", message);
    for (const message of added.slice(from, end)) append(changes, "added", message);
    from = end + 1;
  };
  for (const [index, now] of added.entries()) {
    const before = dropped[index];
    const text = before === undefined ? undefined : changesOfMessage(before, now);
    if (text === undefined) continue;
    upTo(index);
    changes.push({ type: "changed", before: before!, now, text });
  }
  upTo(Math.max(dropped.length, added.length));
  return changes;
}

/** Undefined where they are not one message that was changed. */
function changesOfMessage(before: Message, now: Message): readonly TextPart[] | undefined {
  if (before.role !== now.role) return undefined;
  const [was, is] = [textOfParts(before.parts), textOfParts(now.parts)];
  const areTexts = [before, now].every(({ parts }) => parts.length > 0 && parts.every(({ type }) => type === "text"));
  return areTexts ? changesOfText(was, is) : undefined;
}

function append(changes: MessageChange[], type: "repeated" | "dropped" | "added", message: Message): void {
  const last = changes.at(-1);
  if (last?.type === type) changes[changes.length - 1] = { type, messages: [...last.messages, message] };
  else changes.push({ type, messages: [message] });
}

/** The end of an answer is not part of what is said again. */
function toKey({ role, parts }: Message): string {
  return JSON.stringify([role, parts]);
}
