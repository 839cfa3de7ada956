/** Forgets what is not to be kept, in the background. */
import type { Log } from "./log/log.ts";
import type { ReportFault } from "./report-fault.ts";
import { retainedOf } from "./settings/read-retained.ts";
import type { RetentionSettings } from "./settings/to-settings.ts";
import type { Project } from "./store/key-store.ts";
import type { Store } from "./store/store.ts";
import type { Retention } from "./store/store-maintenance.ts";

export interface RetentionTask {
  /** No pass begins any more; resolves when the last one is over, which it is at the latest when the store closes. */
  stop(): { readonly over: Promise<void> };
}

export interface RetentionTaskSettings {
  readonly store: Store;
  readonly retention: RetentionSettings;
  /** Between two passes. */
  readonly intervalMs: number;
  readonly now: () => number;
  readonly log: Log;
  readonly reportFault: ReportFault;
}

/** What the settings say holds from the start on; what they no longer say no longer holds. */
export function startRetention(settings: RetentionTaskSettings): RetentionTask {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pass: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await enforce(settings);
    } catch (error) {
      if (!stopped) settings.reportFault("retention failed", error);
    }
    if (!stopped) timer = setTimeout(begin, settings.intervalMs).unref();
  };
  const begin = (): void => {
    pass = run();
  };
  begin();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return { over: pass };
    },
  };
}

async function enforce({ store, retention, now, log }: RetentionTaskSettings): Promise<void> {
  const { keys, maintenance } = store;
  const projects = new Map<string, Project>();
  for (const project of [await keys.defaultProject(), ...(await keys.listKeys()).map((key) => key.project)]) {
    projects.set(project.id, project);
  }
  for (const { id, name } of projects.values()) {
    const wanted = toRetention(retention, name);
    if (!isSame(await maintenance.retentionOf(id), wanted)) await maintenance.setRetention(id, wanted);
  }
  const sessions = await maintenance.enforceRetention(now());
  if (sessions > 0) log("info", "sessions were forgotten, as retention says", { sessions });
}

function toRetention({ maxAgeMs, maxBytes }: RetentionSettings, projectName: string): Retention {
  const age = retainedOf(maxAgeMs, projectName);
  const bytes = retainedOf(maxBytes, projectName);
  return { ...(age !== undefined && { maxAgeMs: age }), ...(bytes !== undefined && { maxBytes: bytes }) };
}

function isSame(a: Retention, b: Retention): boolean {
  return a.maxAgeMs === b.maxAgeMs && a.maxBytes === b.maxBytes;
}
