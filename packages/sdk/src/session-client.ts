/** How sessions of this process reach the outside: what `startSession` needs besides its own options. */
import type { TracerProvider } from "@opentelemetry/api";
import type { HostEnvironment } from "@rootspan/model";
import type { ContentLimits } from "@rootspan/model/content";
import type { Inheritance } from "./inheritance.ts";
import type { SessionOptions } from "./session-options.ts";

export interface SessionClient {
  readonly tracerProvider: TracerProvider;
  /** Tags that every session starts with. */
  readonly defaultTags: readonly string[];
  /** What sessions record of content, where they do not say otherwise themselves; undefined for none of it. */
  readonly content: ContentLimits | undefined;
  /** False where content goes to events alone. By default true. */
  readonly spansHoldContent?: boolean;
  /** What holds for sessions that do not say otherwise themselves. */
  readonly sessionDefaults: SessionOptions;
  /** The session that this process was given by the one that started it. */
  readonly inherited: Inheritance | undefined;
  /** The project of the receiver's key; undefined while, or where, it is not known. */
  readonly projectId: () => string | undefined;
  /** Undefined where it is not to be recorded. */
  readonly hostEnvironment: HostEnvironmentSource | undefined;
  /** Resolves when all that has ended is delivered, or when it takes too long. */
  readonly flush: () => Promise<void>;
  /** How long the end of a session waits at most for what it still gathers or sends. By default 10 seconds. */
  readonly endTimeoutMs?: number;
  /** Takes the summary line of a session that ended. */
  readonly logSummary: (line: string) => void;
  /** Where a person can see the session. */
  readonly urlOf: (sessionId: string) => string | undefined;
  /**
   * Sends a local file to the receiver. Undefined where there is none that takes files.
   * @returns the address of the file there; rejects with the reason when it cannot be sent
   */
  readonly sendFile: ((sessionId: string, file: string) => Promise<string>) | undefined;
}

export interface HostEnvironmentSource {
  /** Undefined until it is gathered. */
  readonly known: HostEnvironment | undefined;
  /** Resolves once it is gathered, or cannot be. Never rejects. */
  readonly ready: Promise<HostEnvironment | undefined>;
}
