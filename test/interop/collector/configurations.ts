/** What the collectors of these tests do: configurations as their users write them. */

const RECEIVER = `
receivers:
  otlp:
    protocols:
      http: { endpoint: "\${env:RECEIVER}" }`;

/** Batches, and appends each batch to a file as a line of OTLP/JSON. */
export const toFile = (file: string): string => `${RECEIVER}
processors:
  batch: { timeout: 100ms }
exporters:
  file: { path: ${file}, flush_interval: 100ms }
service:
  pipelines:
    traces: { receivers: [otlp], processors: [batch], exporters: [file] }
`;

/**
 * Passes everything on to another receiver, and has it on disk until then. Without the batch processor, which answers
 * for spans that it holds in memory alone.
 */
export const toServer = (server: string, storage: string): string => `${RECEIVER}
extensions:
  file_storage: { directory: ${storage} }
exporters:
  otlphttp:
    endpoint: ${server}
    sending_queue: { storage: file_storage, batch: { flush_timeout: 100ms } }
    retry_on_failure: { initial_interval: 100ms }
service:
  extensions: [file_storage]
  pipelines:
    traces: { receivers: [otlp], exporters: [otlphttp] }
`;

/** Reads the files of journals, and passes what is in them on to a server. */
export const fromJournals = (journals: string, server: string): string => `${RECEIVER}
  otlpjsonfile: { include: ["${journals}/**/*.jsonl"], start_at: beginning, poll_interval: 100ms }
exporters:
  otlphttp: { endpoint: ${server} }
service:
  pipelines:
    traces: { receivers: [otlp, otlpjsonfile], exporters: [otlphttp] }
`;

/** Keeps whole sessions that have failed, and no others. */
export const onlyFailures = (file: string): string => `${RECEIVER}
processors:
  tail_sampling:
    decision_wait: 2s
    policies:
      - name: failures
        type: string_attribute
        string_attribute: { key: rootspan.session.end_state, values: [Failure] }
exporters:
  file: { path: ${file}, flush_interval: 100ms }
service:
  pipelines:
    traces: { receivers: [otlp], processors: [tail_sampling], exporters: [file] }
`;
