/** What `openServer` takes. */

export interface ServerOptions {
  /** TCP port; 0 picks a free one. Default 4318, OTLP's own. */
  readonly port?: number | string;
  /** TCP port that takes OTLP over gRPC as well, as 4317; 0 picks a free one. Default `off`. */
  readonly grpcPort?: number | string;
  /** Address or name to listen on. Default `127.0.0.1`; any that is not loopback needs an API key. */
  readonly host?: string;
  /** Path that a reverse proxy puts this server at, as `/rootspan`, whether it takes it off or not. Default none. */
  readonly basePath?: string;
  /**
   * Whose `X-Forwarded-*` headers are believed: true for everyone's, or addresses and networks with commas between, as
   * `10.0.0.0/8,loopback`. Default false.
   */
  readonly trustProxy?: boolean | string;
  /** Origins whose pages may read answers, with commas between, as `https://app.example`. Default none. */
  readonly cors?: string;
  /** `sqlite:PATH`, or `clickhouse:http://USER:PASSWORD@HOST:8123/DATABASE`. Default `sqlite:./rootspan.db`. */
  readonly store?: string;
  /** Answers everyone without a key, with the project `default`. Default false. */
  readonly allowAnonymous?: boolean | string;
  /**
   * Requests a second that one key may send, or one address without a key: a number, or `off`. Default 1000, and off
   * for this machine as long as nothing is said.
   */
  readonly rateLimit?: number | string;
  /** Largest body of a request, before and after decompression: bytes, or text as `64MiB`. Default 64 MiB. */
  readonly maxBody?: number | string;
  /** Spans that wait to be written; beyond them senders are put off. Default 100,000. */
  readonly maxQueue?: number | string;
  /** Largest artifact, a file of a session such as its video: bytes, or text as `256MiB`. Default 256 MiB. */
  readonly maxArtifactSize?: number | string;
  /** A session without an end is Indeterminate after this time without data: ms, or text as `15m`. Default 15 min. */
  readonly idleTimeout?: number | string;
  /** Time for a client to send one request, or the next bytes of an artifact: ms, or text as `60s`. Default 60 s. */
  readonly requestTimeout?: number | string;
  /** Time for requests to finish when the server closes: ms, or text as `10s`. Default 10 s. */
  readonly shutdownTimeout?: number | string;
  /** How long sessions are kept after they last changed: as `90d`, or `90d,acme=30d` with names of projects. Default `off`. */
  readonly retainFor?: string;
  /** What each project keeps, as `50GiB`, or `50GiB,acme=1GiB` with names of projects. Default `off`. */
  readonly retainSize?: string;
  /** Receiver of OTLP over HTTP that gets spans of the server itself, as `http://localhost:4320`. Default `off`. */
  readonly traceTo?: string;
  /** Headers for that receiver, as `authorization=Bearer%208f0c,x-team=a`. Default none. */
  readonly traceHeaders?: string;
  /** `text` for people or `json` for programs. Default `text`. */
  readonly logFormat?: string;
  /** The least that is logged: `error`, `warn`, `info` or `debug`. Default `info`. */
  readonly logLevel?: string;
  /** The clock: milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
  /** Takes the lines of the log. Default: standard error. */
  readonly reportLine?: (line: string) => void;
}
