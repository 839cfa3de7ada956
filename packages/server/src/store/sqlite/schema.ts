/** The tables of a store. How older files come to them is in `legacy/`. */

/** Marks a file as ours: `Root` in ASCII. https://www.sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x526f6f74;

/** Counts releases that changed the tables. 1: sessions and keys; 2: artifacts; 3: the tables below; 4: more indexes; 5: other chunks. */
export const SCHEMA_VERSION = 5;

/** Of version 4: with them there is an index for each order that sessions are listed in. */
export const INDEXES_OF_4 = `
CREATE INDEX sessions_by_tokens ON sessions (project, tokens, id);
CREATE INDEX sessions_by_errors ON sessions (project, errors, id);
CREATE INDEX sessions_by_llm_calls ON sessions (project, llm_calls, id);
`;

export const DEFAULT_PROJECT = "default";

/**
 * Times are nanoseconds since 1970 as unsigned 64-bit integers, written as signed ones; `*_ms` are milliseconds since
 * 1970; ids of traces and spans are their bytes. Sessions and chunks are numbered by `sequence`, so that no number is
 * ever used twice, and a greater one is later. What belongs to a session is removed with it by `SessionRemover`:
 * foreign keys would be looked up for every span.
 *
 * `sessions` holds what lists filter and sort by, as shown, edits included; `session_details` the tally and the edits
 * themselves. Both are rewritten with each append.
 *
 * Spans lie together by session in order of their arrival, and are unique within it: an index over random span ids of
 * all sessions would cost two thirds of the insert rate. Their rows are narrow; attributes and all else that only a
 * reader of the span wants are in `chunks`. The number of a chunk is the sequence of the append that brought it. A place
 * in a chunk without a row is of a span that the session had already. Until version 4 all chunks were JSON.
 *
 * `session_calls` and `hourly_calls` are sums over model calls (see `CallAccumulator`), a session's and a project's, by
 * hour and labels; label 0 is the empty one. `hourly_sessions` counts by the hour of the start and the end state, which
 * is empty without an end.
 *
 * Bytes of artifacts are files, see `ArtifactFolder`. A session is named by its id there, as artifacts may be there
 * before its spans. `stored` is 0 of one whose file is not yet known to be in its place, 1 of one that is shown, and 2 of
 * one that goes. Words of a session that are in the search index are outdated up to a sequence, see `SearchIndex`.
 */
export const SCHEMA: string = `
CREATE TABLE sequence (last INTEGER NOT NULL) STRICT;
INSERT INTO sequence VALUES (0);

CREATE TABLE projects (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  sessions INTEGER NOT NULL DEFAULT 0,
  spans INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0,
  max_age_ms INTEGER,
  max_bytes INTEGER
) STRICT;

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL,
  project INTEGER NOT NULL REFERENCES projects,
  scope TEXT NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  name TEXT,
  start_unix_nano INTEGER NOT NULL,
  duration_ns INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  end_state TEXT,
  errors INTEGER NOT NULL,
  llm_calls INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  bookmarked INTEGER NOT NULL,
  spans INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  packed INTEGER NOT NULL,
  UNIQUE (project, session_id)
) STRICT;
CREATE INDEX sessions_by_start ON sessions (project, start_unix_nano, id);
CREATE INDEX sessions_by_state ON sessions (project, end_state, start_unix_nano, id);
CREATE INDEX sessions_by_activity ON sessions (project, sequence, id);
CREATE INDEX sessions_by_cost ON sessions (project, cost, id);
CREATE INDEX sessions_by_duration ON sessions (project, duration_ns, id);
${INDEXES_OF_4.trim()}
CREATE INDEX sessions_without_end ON sessions (project, received_ms) WHERE end_state IS NULL;
CREATE INDEX sessions_to_pack ON sessions (received_ms) WHERE packed = 0;

CREATE TABLE session_details (
  session INTEGER PRIMARY KEY,
  tally TEXT NOT NULL,
  edits TEXT
) STRICT;

CREATE TABLE labels (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  sessions INTEGER NOT NULL,
  UNIQUE (project, kind, text)
) STRICT;

CREATE TABLE session_labels (
  session INTEGER NOT NULL,
  label INTEGER NOT NULL,
  PRIMARY KEY (session, label)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_by_label ON session_labels (label, session);

CREATE TABLE traces (
  project INTEGER NOT NULL,
  trace_id BLOB NOT NULL,
  session INTEGER NOT NULL,
  PRIMARY KEY (project, trace_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX traces_by_session ON traces (session);

CREATE TABLE spans (
  session INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  position INTEGER NOT NULL,
  trace_id BLOB NOT NULL,
  span_id BLOB NOT NULL,
  parent_span_id BLOB,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  start_unix_nano INTEGER NOT NULL,
  end_unix_nano INTEGER NOT NULL,
  status_code INTEGER NOT NULL,
  PRIMARY KEY (session, chunk, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX spans_by_id ON spans (session, span_id, trace_id);
CREATE INDEX spans_by_start ON spans (session, start_unix_nano, chunk, position);

CREATE TABLE chunks (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX chunks_by_session ON chunks (session, id);

CREATE TABLE session_calls (
  session INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  model INTEGER NOT NULL,
  agent INTEGER NOT NULL,
  service INTEGER NOT NULL,
  sums TEXT NOT NULL,
  PRIMARY KEY (session, hour, model, agent, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE hourly_calls (
  project INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  model INTEGER NOT NULL,
  agent INTEGER NOT NULL,
  service INTEGER NOT NULL,
  sums TEXT NOT NULL,
  PRIMARY KEY (project, hour, model, agent, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE hourly_sessions (
  project INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  state TEXT NOT NULL,
  sessions INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  PRIMARY KEY (project, hour, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE artifacts (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES projects,
  session_id TEXT NOT NULL,
  artifact_id TEXT NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  created_ms INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  UNIQUE (project, session_id, artifact_id)
) STRICT;
CREATE INDEX artifacts_not_stored ON artifacts (id) WHERE stored <> 1;

CREATE TABLE outdated_words (
  session INTEGER NOT NULL,
  sequence INTEGER NOT NULL
) STRICT;
`;
