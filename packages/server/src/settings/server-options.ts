/** What `openServer` takes. */

export interface ServerOptions {
  /** TCP port; 0 picks a free one. Default 4318, OTLP's own. */
  readonly port?: number | string;
  /** Address or name to listen on. Default `127.0.0.1`; any that is not loopback needs an API key. */
  readonly host?: string;
  /** `sqlite:PATH`. Default `sqlite:./rootspan.db`. */
  readonly store?: string;
  /** Largest body of a request, before and after decompression: bytes, or text as `64MiB`. Default 64 MiB. */
  readonly maxBody?: number | string;
  /** Largest artifact, a file of a session such as its video: bytes, or text as `256MiB`. Default 256 MiB. */
  readonly maxArtifactSize?: number | string;
  /** A session without an end is Indeterminate after this time without data: ms, or text as `15m`. Default 15 min. */
  readonly idleTimeout?: number | string;
  /** Time for a client to send one request, or the next bytes of an artifact: ms, or text as `60s`. Default 60 s. */
  readonly requestTimeout?: number | string;
  /** Answers everyone without a key, with the project `default`. Default false. */
  readonly allowAnonymous?: boolean;
  /** The clock: milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** Takes lines of JSON that tell the operator of faults. Default: standard error. */
  readonly reportLine?: (line: string) => void;
}
