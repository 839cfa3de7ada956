/** A session as lists show it. */
import { toStats } from "@rootspan/model";
import type { SessionDetail, SessionItem } from "@rootspan/model/rest";
import { parseOrKeep } from "./export/event-text.ts";
import type { ObservedSession } from "./observed-session.ts";

export function toSessionItem({ id, summary, edits, receivedAtMs, sequence }: ObservedSession): SessionItem {
  const stats = toStats(id, summary);
  return {
    id,
    name: summary.name ?? null,
    running: stats.running,
    end_state: stats.end_state,
    end_state_reason: stats.end_state_reason,
    tags: summary.tags,
    start_time: stats.start_time,
    end_time: stats.end_time,
    duration_ms: stats.duration_ms,
    cost: stats.cost,
    cost_usd: stats.cost_usd,
    unpriced_calls: stats.unpriced_calls,
    tokens: stats.tokens,
    spans: summary.spans,
    events: stats.events,
    counts: stats.counts,
    errors: stats.errors,
    models: [...new Set(stats.models.map(({ model }) => model))],
    agents: stats.agents.map(({ name }) => name),
    services: summary.services,
    bookmarked: edits.bookmarked ?? false,
    note: edits.note ?? null,
    received_at: new Date(receivedAtMs).toISOString(),
    sequence,
  };
}

export function toSessionDetail(session: ObservedSession): SessionDetail {
  const { video, hostEnvironment } = session.summary;
  return {
    ...toSessionItem(session),
    video: video ?? null,
    host_environment: hostEnvironment === undefined ? null : parseOrKeep(hostEnvironment),
  };
}
