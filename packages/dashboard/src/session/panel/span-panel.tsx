/** The span that is open: what it did, and everything that is known of it. */
import { Tabs } from "@base-ui/react/tabs";
import { type Attributes, stringAttribute } from "@rootspan/model";
import { SERVICE_NAME } from "@rootspan/model/attributes";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { spanQuery } from "../../api/queries.ts";
import { toVisibleLine } from "../../format/visible-text.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Count, Duration, Exact, Money } from "../../ui/exact.tsx";
import { JsonView } from "../../ui/json-view.tsx";
import { Bone, Fault } from "../../ui/notice.tsx";
import { Kind } from "../../ui/tag.tsx";
import { Line } from "../../ui/text.tsx";
import { parentsOf, type SpanNode, type SpanTree } from "../span-tree.ts";
import { SpanAttributes } from "./span-attributes.tsx";
import { SpanContent } from "./span-content.tsx";
import styles from "./span-panel.module.css";

export interface SpanPanelProps {
  readonly sessionId: string;
  readonly node: SpanNode;
  readonly tree: SpanTree;
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
}

export function SpanPanel({ sessionId, node, tree, onOpen, onClose }: SpanPanelProps): ReactNode {
  const { span } = node;
  const { data, error, refetch } = useQuery(spanQuery(sessionId, span.id));
  const parents = parentsOf(node);
  const service = data === undefined ? undefined : stringAttribute(data.resource as Attributes, SERVICE_NAME);
  return (
    <aside className={styles.panel} aria-label={`Span ${toVisibleLine(span.name)}`}>
      <div className={styles.head}>
        <div className={styles.line}>
          <Kind kind={span.kind} />
          <h2 className={styles.title} title={toVisibleLine(span.name)}>
            <Line text={span.name} />
          </h2>
          <CopyButton text={() => location.href} label="Copy a link to this span" />
          <Button look="plain" icon="close" label="Close the span" onClick={onClose} />
        </div>
        {parents.length > 0 && (
          <nav className={styles.parents} aria-label="Within">
            {parents.slice(-4).map((parent) => (
              <span key={parent.span.id}>
                <button type="button" onClick={() => onOpen(parent.span.id)}>
                  <Line text={parent.span.name} maxLength={60} />
                </button>{" "}
                ›
              </span>
            ))}
          </nav>
        )}
        <dl className={styles.facts}>
          <Fact name="Duration">
            <Duration ms={span.endMs - span.startMs} />
          </Fact>
          <Fact name="Starts after">
            <Duration ms={span.startMs - tree.startMs} />
          </Fact>
          {span.model !== undefined && (
            <Fact name="Model">
              <Line text={span.model} maxLength={80} />
            </Fact>
          )}
          {span.inputTokens + span.outputTokens > 0 && (
            <Fact name="Tokens">
              <Exact title={`${span.inputTokens} in, ${span.outputTokens} out`}>
                <Count value={span.inputTokens} /> in · <Count value={span.outputTokens} /> out
              </Exact>
            </Fact>
          )}
          {span.model !== undefined && (
            <Fact name="Cost">{span.costUsd === undefined ? "no price" : <Money usd={span.costUsd} />}</Fact>
          )}
          {span.agent !== undefined && (
            <Fact name="Agent">
              <Line text={span.agent} maxLength={80} />
            </Fact>
          )}
          {service !== undefined && (
            <Fact name="Service">
              <Line text={service} maxLength={80} />
            </Fact>
          )}
        </dl>
      </div>
      <Tabs.Root defaultValue="content" render={<div style={{ display: "contents" }} />}>
        <Tabs.List className={styles.tabs}>
          {["content", "attributes", "raw"].map((name) => (
            <Tabs.Tab key={name} value={name} className={styles.tab}>
              {{ content: "Content", attributes: "Attributes", raw: "Raw" }[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div className={styles.body} key={span.id}>
          {error !== null && <Fault error={error} onRetry={() => void refetch()} />}
          {data === undefined ? (
            error === null && <Bone width={80} />
          ) : (
            <>
              <Tabs.Panel value="content">
                <SpanContent span={data} onOpen={onOpen} />
              </Tabs.Panel>
              <Tabs.Panel value="attributes">
                <SpanAttributes span={data} />
              </Tabs.Panel>
              <Tabs.Panel value="raw">
                <CopyButton text={() => JSON.stringify(data, null, 2)} look="normal">
                  Copy JSON
                </CopyButton>
                <JsonView value={data} />
              </Tabs.Panel>
            </>
          )}
        </div>
      </Tabs.Root>
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
