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
import { type MediaPart, type Message, type MessagePart, textOfParts } from "./messages.ts";

/** How a role is called. */
export function nameOfRole(role: string): string {
  return ROLES[role] ?? role;
}

const ROLES: Readonly<Record<string, string>> = {
  system: "System",
  developer: "Developer",
  user: "User",
  assistant: "Assistant",
  tool: "Tool",
};

/** A longer system message is folded: it is the same in every call. */
const LONG_SYSTEM = 400;

export interface MessagesProps {
  readonly messages: readonly Message[];
  readonly title?: string;
  /** What was said before these: the results of its calls stand beside the calls, and not here. */
  readonly before?: readonly Message[];
  /** What is said after these: it has the results of their calls. */
  readonly after?: readonly Message[];
}

const NONE: readonly Message[] = [];

export function Messages({ messages, title, before = NONE, after = NONE }: MessagesProps): ReactNode {
  const results = useMemo(() => resultsOf([...messages, ...after]), [messages, after]);
  const called = useMemo(() => callsOf([...before, ...messages]), [before, messages]);
  const shown = messages.filter((message) => !isOnlyResultsOf(message, called));
  if (shown.length === 0) return null;
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
  const text = textOfParts(parts);
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
        <Line text={nameOfRole(role)} maxLength={40} />
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

function callsOf(messages: readonly Message[]): ReadonlySet<string> {
  const parts = messages.flatMap((message) => message.parts);
  return new Set(parts.flatMap((part) => (part.type === "tool_call" && part.id !== undefined ? [part.id] : [])));
}

/** They stand beside their calls. */
function isOnlyResultsOf({ parts }: Message, called: ReadonlySet<string>): boolean {
  return (
    parts.length > 0 &&
    parts.every((part) => part.type === "tool_result" && part.id !== undefined && called.has(part.id))
  );
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
