/** What a user can tell `init`. Each option is also an environment variable: see `option-table.ts`. */
import type { SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace-node";
import type { PriceOverrides, SessionOptions } from "@rootspan/sdk";

export interface InstrumentOptions {
  /** The class of the `openai` package, for bundles and other places where it cannot be found; or false. */
  readonly openai?: object | boolean;
  /** Modules of `@langchain/core`, for the same places: docs/guide/langchain.md lists them; or false. */
  readonly langchain?: object | boolean;
}

/**
 * Those of `SessionOptions` hold for every session that does not say otherwise itself; `inheritedSessionId` and
 * `video` are for the session that `init` starts.
 */
export interface InitOptions extends Omit<SessionOptions, "name" | "tags" | "inheritFrom"> {
  /** Sent as `Authorization: Bearer …`. */
  readonly apiKey?: string;
  /** Base address of an OTLP/HTTP receiver; `/v1/traces` is added. By default `http://localhost:4318`. */
  readonly endpoint?: string;
  /** How spans are encoded. By default `http/protobuf`. */
  readonly protocol?: "http/protobuf" | "http/json";
  /** Further headers of every export. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `service.name`. */
  readonly serviceName?: string;
  /** Start a session and return it. By default true. */
  readonly autoStartSession?: boolean;
  /** Name of the session that `init` starts. */
  readonly sessionName?: string;
  /** Tags that every session starts with. */
  readonly defaultTags?: readonly string[];
  /** Which libraries to instrument; by default all that are known. */
  readonly instrument?: boolean | InstrumentOptions;
  /** Record what users and models wrote. By default true. */
  readonly captureContent?: boolean;
  /**
   * Where the content of model calls goes: on their spans, in events of the application's own logger provider, or both.
   * With `event` no span holds content. By default `span`.
   */
  readonly contentOn?: "span" | "event" | "both";
  /**
   * Ask for the usage of chat streams where the application has not, and keep the chunk that then comes in addition
   * from it. By default false: what is sent to the provider stays as it is.
   */
  readonly requestStreamUsage?: boolean;
  /** The largest content attribute, in bytes of UTF-8. By default 262144. */
  readonly maxAttributeBytes?: number;
  /**
   * What sessions tell of the machine and the application: `minimal` leaves out names, paths and packages.
   * By default `full`.
   */
  readonly hostEnvironment?: "full" | "minimal" | "off";
  /**
   * Folder in which spans lie until the receiver has them, so that neither a crash nor an outage loses them; false for
   * none. By default a folder of its own for this receiver and key in the user's state folder.
   */
  readonly journal?: string | false;
  /** What the journal of this process holds at most, in bytes. By default 536870912 (512 MiB). */
  readonly maxJournalBytes?: number;
  /**
   * When spans in the journal are safe from a loss of power, too: `never` leaves it to the operating system,
   * `interval` syncs the disk in the background, `always` after each span, on your thread. By default `never`.
   */
  readonly journalSync?: "never" | "interval" | "always";
  /**
   * What spans that wait for export may take in memory, in bytes; a single larger one still has room. Further ones wait
   * in the journal, or are dropped and counted, as with `maxQueueSpans`. By default 268435456 (256 MiB).
   */
  readonly maxQueueBytes?: number;
  /** The most spans that wait for export in memory; with a journal, further ones wait there, else they are dropped and counted. By default 131072. */
  readonly maxQueueSpans?: number;
  /** The longest that an ended span waits before it is exported, in milliseconds. By default 1000. */
  readonly flushIntervalMs?: number;
  /** The longest that one export, or the wait at the end of a session, takes, in milliseconds. By default 10000. */
  readonly exportTimeoutMs?: number;
  /** Prices of your own, ahead of the public list. */
  readonly prices?: PriceOverrides;
  /** Print the summary line of each session that ends. By default false: it goes to OpenTelemetry's `diag`. */
  readonly logSummary?: boolean;
  /** Takes the place of the OTLP exporter. */
  readonly exporter?: SpanExporter;
  /** Further processors; they run after the session's own and before the export. */
  readonly spanProcessors?: readonly SpanProcessor[];
}
