/** Messages of a model call. A tool's call and its result stand side by side where both are there. */
import { type ReactNode, useMemo } from "react";
import { toSafeLink } from "../../format/safe-link.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { JsonView } from "../../ui/json-view.tsx";
import { LongText } from "../../ui/long-text.tsx";
import { Markdown } from "../../ui/markdown.tsx";
import { Line } from "../../ui/text.tsx";
import panel from "../panel/span-panel.module.css";
import styles from "./chat.module.css";
import type { MediaPart, Message, MessagePart } from "./messages.ts";

const ROLES: Readonly<Record<string, string>> = {
  system: "System",
  developer: "Developer",
  user: "User",
  assistant: "Assistant",
  tool: "Tool",
};

/** A longer system message is folded: it is the same in every call. */
const LONG_SYSTEM = 400;

export function Messages({ messages, title }: { messages: readonly Message[]; title?: string }): ReactNode {
  const results = useMemo(() => resultsOf(messages), [messages]);
  if (messages.length === 0) return null;
  const shown = messages.filter((message) => !isOnlyPairedResults(message, messages, results));
  const list = (
    <div className={styles.messages}>
      {shown.map((message, index) => (
        <MessageView key={index} message={message} results={results} />
      ))}
    </div>
  );
  if (title === undefined) return list;
  return (
    <section className={panel.section}>
      <h3>{title}</h3>
      {list}
    </section>
  );
}

type Results = ReadonlyMap<string, unknown>;

function MessageView({ message, results }: { message: Message; results: Results }): ReactNode {
  const { role, parts, finishReason } = message;
  const text = textOf(parts);
  const isFolded = (role === "system" || role === "developer") && text.length > LONG_SYSTEM;
  const body = (
    <div className={styles.parts}>
      {parts.map((part, index) => (
        <Part key={index} part={part} results={results} />
      ))}
    </div>
  );
  return (
    <article className={styles.message} data-role={role}>
      <header className={styles.role}>
        <Line text={ROLES[role] ?? role} maxLength={40} />
        {finishReason !== undefined && finishReason !== "stop" && (
          <span className={styles.finish}>
            ends with <Line text={finishReason} maxLength={40} />
          </span>
        )}
        {text !== "" && <CopyButton text={text} label="Copy the message" />}
      </header>
      {isFolded ? (
        <details className={styles.system}>
          <summary>
            <Line text={text} maxLength={160} />
          </summary>
          {body}
        </details>
      ) : (
        body
      )}
    </article>
  );
}

function Part({ part, results }: { part: MessagePart; results: Results }): ReactNode {
  switch (part.type) {
    case "text":
      return <Text text={part.text} />;
    case "reasoning":
      return (
        <details className={styles.reasoning}>
          <summary>Reasoning</summary>
          <LongText text={part.text} />
        </details>
      );
    case "tool_call":
      return (
        <div className={styles.call}>
          <div className={styles.half}>
            <h4>
              <Line text={part.name} maxLength={120} /> <span>called with</span>
            </h4>
            <Data value={part.input} />
          </div>
          {part.id !== undefined && results.has(part.id) && (
            <div className={styles.half}>
              <h4>
                <span>returned</span>
              </h4>
              <Data value={results.get(part.id)} />
            </div>
          )}
        </div>
      );
    case "tool_result":
      return <Data value={part.output} />;
    case "media":
      return <Media part={part} />;
    case "data":
      return <Data value={part.value} />;
  }
}

/** Structured output is read as data, everything else as Markdown. */
function Text({ text }: { text: string }): ReactNode {
  const data = useMemo(() => asData(text), [text]);
  return data === undefined ? <Markdown text={text} /> : <Data value={data} />;
}

function Data({ value }: { value: unknown }): ReactNode {
  if (typeof value === "string") return <LongText text={value} />;
  return (
    <div className={typeof value === "object" && value !== null ? styles.jsonPart : undefined}>
      <JsonView value={value} />
    </div>
  );
}

/** By reference: pages load nothing from elsewhere. */
function Media({ part }: { part: MediaPart }): ReactNode {
  const link = part.address === undefined ? undefined : toSafeLink(part.address);
  return (
    <div className={styles.media}>
      <Icon name="link" />
      <Line text={part.mediaType} maxLength={60} />
      {link === undefined ? (
        <Line text={part.note} maxLength={120} />
      ) : (
        <a href={link} target="_blank" rel="noopener noreferrer">
          <Line text={link} maxLength={120} />
        </a>
      )}
    </div>
  );
}

function resultsOf(messages: readonly Message[]): Results {
  const results = new Map<string, unknown>();
  for (const part of messages.flatMap(({ parts }) => parts)) {
    if (part.type === "tool_result" && part.id !== undefined) results.set(part.id, part.output);
  }
  return results;
}

/** Its results stand beside their calls. */
function isOnlyPairedResults({ parts }: Message, messages: readonly Message[], results: Results): boolean {
  return (
    parts.length > 0 &&
    parts.every(
      (part) =>
        part.type === "tool_result" &&
        part.id !== undefined &&
        results.has(part.id) &&
        messages.some((other) => other.parts.some((call) => call.type === "tool_call" && call.id === part.id)),
    )
  );
}

function textOf(parts: readonly MessagePart[]): string {
  return parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
}

function asData(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
