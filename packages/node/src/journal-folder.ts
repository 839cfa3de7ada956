/** Where the journal of a process lies. */
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import { log } from "@rootspan/sdk";
import { receiverHeaders, tracesUrl } from "./receiver-address.ts";
import type { Settings } from "./settings.ts";

/**
 * The folder that is asked for; else one in the user's state folder that only processes with the same receiver and the
 * same key share: what a process has left there is sent by the next one, and must not reach another project.
 * @returns undefined for no journal
 */
export function journalFolder(settings: Settings): string | undefined {
  const { journal, exporter } = settings;
  // Of an exporter of the application's own, nothing is known that could take what is recovered.
  if (journal === false || exporter !== undefined) return undefined;
  if (journal !== undefined) return journal;
  try {
    return join(stateFolder(), "rootspan", "journal", hash(tracesUrl(settings)), hash(receiverHeaders(settings)));
  } catch (error) {
    log.warn("this user has no state folder, so there is no journal; the option journal names another one", error);
    return undefined;
  }
}

/**
 * What tells this application from others of the same user: its service, its script and where it runs. Another
 * checkout, another service and another environment are other applications.
 */
export function applicationHash({ serviceName = process.env["OTEL_SERVICE_NAME"] }: Settings): string {
  return hash([serviceName ?? null, process.env["OTEL_RESOURCE_ATTRIBUTES"] ?? null, process.argv[1] ?? null, cwd()]);
}

/** Null where the folder was removed. */
function cwd(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}

/** A key is in no path and in no file. */
function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

/** https://specifications.freedesktop.org/basedir-spec, and what stands for it on Windows. */
function stateFolder(): string {
  const { XDG_STATE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_STATE_HOME) return XDG_STATE_HOME;
  return process.platform === "win32" && LOCALAPPDATA ? LOCALAPPDATA : join(homedir(), ".local", "state");
}
