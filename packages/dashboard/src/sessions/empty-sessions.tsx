/** A project without sessions: how to send the first one. The page shows it the moment it arrives. */
import type { ReactNode } from "react";
import { CopyButton } from "../ui/copy-button.tsx";
import styles from "./empty-sessions.module.css";

const PACKAGE = "rootspan";
const INSTALL = `npm install ${PACKAGE}`;

function programFor(endpoint: string): string {
  return [
    'import OpenAI from "openai";',
    `import { init } from "${PACKAGE}";`,
    "",
    `const session = init({ endpoint: "${endpoint}", defaultTags: ["first"] });`,
    "",
    "await new OpenAI().chat.completions.create({",
    '  model: "gpt-4o-mini",',
    '  messages: [{ role: "user", content: "Hello" }],',
    "});",
    'await session.end("Success");',
  ].join("\n");
}

export function EmptySessions(): ReactNode {
  const endpoint = document.baseURI.replace(/\/$/, "");
  return (
    <section className={styles.empty} aria-labelledby="empty-title">
      <h1 id="empty-title" className={styles.title}>
        Send the first session
      </h1>
      <p className={styles.text}>
        One line gives every run of your agent a session. This page shows it the moment it arrives.
      </p>
      <ol className={styles.steps}>
        <li>
          <Snippet title="Install it" code={INSTALL} />
        </li>
        <li>
          <Snippet title="Start a session, call your model" code={programFor(endpoint)} />
        </li>
      </ol>
      <p className={styles.waiting} role="status">
        <span className={styles.pulse} aria-hidden="true" />
        Waiting for data at <code>{endpoint}</code>
      </p>
      <p className={styles.text}>
        Already on OpenTelemetry? Any OTLP/HTTP exporter may send here:{" "}
        <code>OTEL_EXPORTER_OTLP_ENDPOINT={endpoint}</code>
      </p>
    </section>
  );
}

function Snippet({ title, code }: { title: string; code: string }): ReactNode {
  return (
    <figure className={styles.snippet}>
      <figcaption>
        {title}
        <CopyButton text={code} label={`Copy: ${title}`} />
      </figcaption>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
