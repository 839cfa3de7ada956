/** The tables of a store in ClickHouse. */
import { StoreError } from "../store-error.ts";
import type { Database } from "./database.ts";

export const SCHEMA_VERSION = 1;

/**
 * An insert, a merge and a deletion are on the disk when they are answered; ClickHouse by itself leaves that to the
 * operating system.
 */
const DURABLE = `fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1,
  min_compressed_bytes_to_fsync_after_merge = 1`;

const NGRAMS = "ngrambf_v1(3, 65536, 2, 0)";

/**
 * Of rows with the same key the one with the highest `version` counts, see docs/adr/0022. Times are nanoseconds since
 * 1970, `*_ms` milliseconds; ids of traces and spans are hex digits. No table has partitions: an insert is one block, and
 * so is there whole or not at all.
 *
 * `spans` is what is known; `tally` is what the span adds to its session, and `calls` to `cost` what it adds to sums over
 * model calls (see `CallAccumulator`), by hour and names. `words` are its texts as search knows them, see `toWords`.
 *
 * `sessions` is derived from spans and edits, see `SessionDerivation`: what lists filter and sort by, as shown, and the
 * tally. What was edited last counts, each field of its own.
 *
 * The first row of a trace counts: it never changes its session.
 */
const DEFINITIONS: Readonly<Record<string, string>> = {
  spans: `(
    project String, session String, trace_id String, span_id String, version UInt64,
    sequence UInt64, position UInt32, received_ms UInt64,
    parent_span_id String, name String, kind LowCardinality(String), start UInt64, end UInt64, status Int32,
    resource String CODEC(ZSTD(1)), rest String CODEC(ZSTD(1)), words String CODEC(ZSTD(1)), tally String CODEC(ZSTD(1)),
    bytes UInt64 DEFAULT length(resource) + length(rest), is_call Bool, hour UInt32, model String, agent String, service String,
    calls UInt64, failed UInt64, unpriced UInt64, usage Map(String, UInt64), cost Int64, latency Map(Int32, UInt64),
    INDEX words_by_part words TYPE ${NGRAMS} GRANULARITY 1,
    INDEX by_sequence sequence TYPE minmax GRANULARITY 1
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (project, session, trace_id, span_id)`,

  sessions: `(
    project String, session String, version UInt64, deleted UInt8, server String, sequence UInt64,
    name String, start Int64, duration Int64, received_ms UInt64, end_state LowCardinality(String),
    errors UInt64, llm_calls UInt64, tokens UInt64, cost Int64, bookmarked UInt8,
    tags Array(String), models Array(String), agents Array(String), services Array(String),
    spans UInt64, bytes UInt64, tally String CODEC(ZSTD(1)), edits String,
    INDEX by_version version TYPE minmax GRANULARITY 1
  ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (project, session)`,

  session_edits: `(
    project String, session String, field LowCardinality(String), sequence UInt64, value String
  ) ENGINE = ReplacingMergeTree(sequence) ORDER BY (project, session, field)`,

  traces: `(
    project String, trace_id String, version UInt64, session String
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (project, trace_id)`,

  projects: "(id String, name String) ENGINE = ReplacingMergeTree ORDER BY (id)",

  retention: `(
    project String, version UInt64, max_age_ms Nullable(UInt64), max_bytes Nullable(UInt64)
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (project)`,

  keys: `(
    id String, version UInt64, deleted UInt8, hash String, project String, project_name String, scope String,
    created_ms UInt64
  ) ENGINE = ReplacingMergeTree(version, deleted) ORDER BY (id)`,

  artifacts: `(
    project String, session String, artifact_id String, version UInt64, upload String, name String,
    content_type String, size UInt64, sha256 String, created_ms UInt64
  ) ENGINE = ReplacingMergeTree(version) ORDER BY (project, session, artifact_id)`,

  artifact_chunks: `(
    upload String, number UInt32, base64 String EPHEMERAL, bytes String DEFAULT base64Decode(base64),
    received_ms UInt64
  ) ENGINE = ReplacingMergeTree ORDER BY (upload, number)`,
};

export const TABLES: readonly string[] = Object.keys(DEFINITIONS);

/** Says that a database is ours, and of which version: it is made first, and gets its row last. */
const MARK = "store";

/** @throws StoreError `newer` or `foreign` */
export async function prepareDatabase(database: Database): Promise<void> {
  const tables = await database.rows("SELECT name FROM system.tables WHERE database = currentDatabase()");
  if (tables.length > 0 && tables.every(({ name }) => name !== MARK)) {
    throw new StoreError("foreign", `the database ${database.name} has tables, and is not a store of rootspan`);
  }
  await database.run(`CREATE TABLE IF NOT EXISTS ${MARK} (version UInt32) ENGINE = MergeTree ORDER BY version`);
  const [mark] = await database.rows(`SELECT max(version) AS version FROM ${MARK}`);
  const version = Number(mark!["version"]);
  if (version > SCHEMA_VERSION) {
    const versions = `version ${version} of the tables; this one knows up to ${SCHEMA_VERSION}`;
    throw new StoreError("newer", `the database ${database.name} was written by a newer rootspan: ${versions}`);
  }
  if (version === SCHEMA_VERSION) return;
  const made = Object.entries(DEFINITIONS).map(([name, definition]) =>
    database.run(`CREATE TABLE IF NOT EXISTS ${name} ${definition} SETTINGS ${DURABLE}`),
  );
  await Promise.all(made);
  await database.insert(MARK, [{ version: SCHEMA_VERSION }]);
}
