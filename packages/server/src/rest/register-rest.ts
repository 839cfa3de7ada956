/** Every route of REST, on the scope below `/v2`. */
import type { PriceBook } from "@rootspan/model";
import type { FastifyInstance } from "fastify";
import type { EventStreams } from "../http/event-streams.ts";
import type { ReportFault } from "../report-fault.ts";
import type { Settings } from "../settings/to-settings.ts";
import type { Store } from "../store/store.ts";
import { registerAnalyticsRoutes } from "./analytics-routes.ts";
import { registerArtifactRoutes } from "./artifacts/artifact-routes.ts";
import { registerEditRoutes } from "./edit-routes.ts";
import { registerExportRoutes } from "./export/export-routes.ts";
import { registerListRoutes } from "./list-routes.ts";
import { registerLiveRoutes } from "./live/live-routes.ts";
import { createObserve } from "./observed-session.ts";
import { registerProcessRoutes } from "./process-routes.ts";
import { registerProjectRoutes } from "./project-routes.ts";
import { registerSessionRoutes } from "./session-routes.ts";
import { registerSpanRoutes } from "./span-routes.ts";

export interface RestParts {
  readonly store: Store;
  readonly settings: Settings;
  readonly streams: EventStreams;
  readonly prices: PriceBook;
  readonly reportFault: ReportFault;
}

export function registerRest(app: FastifyInstance, { store, settings, streams, prices, reportFault }: RestParts): void {
  const { sessions, changes, analytics, artifacts, maintenance } = store;
  const { idleTimeoutMs, maxBodyBytes, maxArtifactBytes, basePath, now } = settings;
  const observe = createObserve(idleTimeoutMs, now);
  registerListRoutes(app, { sessions, maintenance, changes, observe });
  registerSessionRoutes(app, { sessions, observe });
  registerSpanRoutes(app, { sessions, changes, prices });
  registerProcessRoutes(app, { sessions });
  registerLiveRoutes(app, { sessions, changes, observe, streams });
  registerExportRoutes(app, { sessions, artifacts, observe, prices, basePath, reportFault });
  registerAnalyticsRoutes(app, { analytics, observe, now });
  registerArtifactRoutes(app, { sessions, artifacts, maxArtifactBytes, basePath, now });
  registerProjectRoutes(app, { sessions, maintenance, maxBodyBytes, maxArtifactBytes, idleTimeoutMs });
  void app.register(async (edits) => registerEditRoutes(edits, { sessions, observe }));
}
