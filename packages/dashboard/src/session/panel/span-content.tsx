/** What a span did, as its kind is best read. */
import {
  ERROR_TYPE,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACKTRACE,
  GEN_AI_TOOL_CALL_ARGUMENTS,
  GEN_AI_TOOL_CALL_RESULT,
  GEN_AI_TOOL_DEFINITIONS,
  ROOTSPAN_ERROR_CODE,
  ROOTSPAN_ERROR_DETAILS,
  ROOTSPAN_ERROR_TRIGGER_SPAN_ID,
  ROOTSPAN_EVENT_LOGS,
  ROOTSPAN_EVENT_PARAMS,
  ROOTSPAN_EVENT_RETURNS,
  ROOTSPAN_EVENT_SCREENSHOT,
} from "@rootspan/model/attributes";
import type { ReactNode } from "react";
import type { ExportedSpan, JsonAttributes } from "@rootspan/model/rest";
import { toSafeLink } from "../../format/safe-link.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { JsonView } from "../../ui/json-view.tsx";
import { LongText } from "../../ui/long-text.tsx";
import { Line } from "../../ui/text.tsx";
import { conversationOf, parse } from "../chat/messages.ts";
import { Messages } from "../chat/messages-view.tsx";
import styles from "./span-panel.module.css";

export interface SpanContentProps {
  readonly span: ExportedSpan;
  /** Opens another span; where that cannot be done, what would lead there is not shown. */
  readonly onOpen?: (id: string) => void;
}

export function SpanContent({ span, onOpen }: SpanContentProps): ReactNode {
  const { attributes, kind } = span;
  const sections =
    kind === "llm" ? <Conversation attributes={attributes} /> : <InputAndOutput attributes={attributes} />;
  const faults = [attributes, ...span.events.map((event) => event.attributes)].filter(hasFault);
  return (
    <div className={styles.sections}>
      {span.status.message !== null && faults.length === 0 && (
        <div className={styles.fault}>
          <LongText text={span.status.message} />
        </div>
      )}
      {faults.map((fault, index) => (
        <FaultSection
          key={index}
          attributes={fault}
          message={span.status.message}
          {...(onOpen !== undefined && { onOpen })}
        />
      ))}
      {sections}
      <Part title="Logs" value={attributes[ROOTSPAN_EVENT_LOGS]} />
      <Screenshot address={attributes[ROOTSPAN_EVENT_SCREENSHOT]} />
    </div>
  );
}

function Conversation({ attributes }: { attributes: JsonAttributes }): ReactNode {
  const { input, output } = conversationOf(attributes);
  const tools = parse(attributes[GEN_AI_TOOL_DEFINITIONS]);
  if (input.length === 0 && output.length === 0) return <p className={styles.quiet}>No content was recorded.</p>;
  return (
    <>
      <Messages messages={input} title="Input" />
      <Messages messages={output} title="Output" />
      {tools !== undefined && <Part title="Tools that the model may call" value={tools} />}
    </>
  );
}

function InputAndOutput({ attributes }: { attributes: JsonAttributes }): ReactNode {
  const input = attributes[GEN_AI_TOOL_CALL_ARGUMENTS] ?? attributes[ROOTSPAN_EVENT_PARAMS];
  const output = attributes[GEN_AI_TOOL_CALL_RESULT] ?? attributes[ROOTSPAN_EVENT_RETURNS];
  if (input === undefined && output === undefined && !hasFault(attributes)) {
    return <p className={styles.quiet}>No content was recorded. Everything else stands under Attributes.</p>;
  }
  return (
    <>
      <Part title="Input" value={input} />
      <Part title="Output" value={output} />
    </>
  );
}

function Part({ title, value }: { title: string; value: unknown }): ReactNode {
  if (value === undefined || value === null) return null;
  const data = parse(value);
  return (
    <section className={styles.section}>
      <h3>
        {title}
        <CopyButton text={() => toText(data)} label={`Copy: ${title}`} />
      </h3>
      {typeof data === "string" ? <LongText text={data} look="code" /> : <JsonView value={data} />}
    </section>
  );
}

function hasFault(attributes: JsonAttributes): boolean {
  return [ERROR_TYPE, EXCEPTION_MESSAGE, EXCEPTION_STACKTRACE, ROOTSPAN_ERROR_DETAILS].some(
    (key) => attributes[key] !== undefined,
  );
}

interface FaultSectionProps {
  readonly attributes: JsonAttributes;
  readonly message: string | null;
  readonly onOpen?: (id: string) => void;
}

function FaultSection({ attributes, message, onOpen }: FaultSectionProps): ReactNode {
  const type = attributes[ERROR_TYPE] ?? attributes["exception.type"] ?? "Error";
  const said = attributes[EXCEPTION_MESSAGE] ?? message;
  const stack = attributes[EXCEPTION_STACKTRACE];
  const code = attributes[ROOTSPAN_ERROR_CODE];
  const trigger = attributes[ROOTSPAN_ERROR_TRIGGER_SPAN_ID];
  return (
    <>
      <div className={styles.fault}>
        <strong>
          <Line text={toText(type)} /> {code !== undefined && <Line text={toText(code)} maxLength={80} />}
        </strong>
        {typeof said === "string" && <LongText text={said} />}
        {typeof trigger === "string" && onOpen !== undefined && (
          <div>
            <Button icon="link" onClick={() => onOpen(trigger)}>
              Open what failed
            </Button>
          </div>
        )}
      </div>
      <Part title="Details" value={attributes[ROOTSPAN_ERROR_DETAILS]} />
      {typeof stack === "string" && <Part title="Stack" value={stack} />}
    </>
  );
}

/** By reference: pages load nothing from elsewhere. */
function Screenshot({ address }: { address: unknown }): ReactNode {
  const link = typeof address === "string" ? toSafeLink(address) : undefined;
  if (link === undefined) return null;
  return (
    <section className={styles.section}>
      <h3>Screenshot</h3>
      <a href={link} target="_blank" rel="noopener noreferrer">
        <Line text={link} />
      </a>
    </section>
  );
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
