/** Every attribute of a span, of what happened in it, and of what sent it. */
import type { ReactNode } from "react";
import type { ExportedSpan, JsonAttributes } from "@rootspan/model/rest";
import { JsonView } from "../../ui/json-view.tsx";
import { Line } from "../../ui/text.tsx";
import { parse } from "../chat/messages.ts";
import styles from "./span-panel.module.css";

export function SpanAttributes({ span }: { span: ExportedSpan }): ReactNode {
  return (
    <div className={styles.sections}>
      <Attributes title="Span" attributes={span.attributes} />
      {span.events.map((event, index) => (
        <Attributes key={index} title={`Event ${event.name}`} attributes={event.attributes} />
      ))}
      {span.links.map((link, index) => (
        <Attributes
          key={index}
          title="Link"
          attributes={{ trace_id: link.trace_id, span_id: link.span_id, ...link.attributes }}
        />
      ))}
      <Attributes title="Resource" attributes={span.resource} />
      <Attributes title="Scope" attributes={{ name: span.scope.name, version: span.scope.version }} />
    </div>
  );
}

function Attributes({ title, attributes }: { title: string; attributes: JsonAttributes }): ReactNode {
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>
        <Line text={title} maxLength={120} />
      </h3>
      <dl className={styles.attributes}>
        {entries.map(([name, value]) => (
          <div key={name} className={styles.attribute}>
            <dt>
              <Line text={name} maxLength={200} />
            </dt>
            <dd>
              <JsonView value={parse(value)} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
