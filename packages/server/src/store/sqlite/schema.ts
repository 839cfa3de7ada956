/** The tables of a store, and how each version of them comes from the one before. */

/** Marks a file as ours: `Root` in ASCII. https://www.sqlite.org/pragma.html#pragma_application_id */
export const APPLICATION_ID = 0x526f6f74;

export const DEFAULT_PROJECT = "default";

/**
 * Version 1. Times are nanoseconds since 1970 as unsigned 64-bit integers, written as signed ones; `*_ms` are
 * milliseconds since 1970; ids of traces and spans are their bytes.
 *
 * Spans lie together by session and are unique within it: an index over random span ids would cost two thirds of the
 * insert rate. Their rows are narrow; attributes and all else that only a reader of the span wants are in `chunks`.
 */
const VERSION_1 = `
CREATE TABLE projects (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  sessions INTEGER NOT NULL DEFAULT 0,
  spans INTEGER NOT NULL DEFAULT 0,
  bytes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL,
  project INTEGER NOT NULL REFERENCES projects,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  project INTEGER NOT NULL REFERENCES projects,
  session_id TEXT NOT NULL,
  start_unix_nano INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  end_state TEXT,
  errors INTEGER NOT NULL,
  tally TEXT NOT NULL,
  UNIQUE (project, session_id)
) STRICT;
CREATE INDEX sessions_by_start ON sessions (project, start_unix_nano, id);

CREATE TABLE traces (
  project INTEGER NOT NULL REFERENCES projects,
  trace_id BLOB NOT NULL,
  session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  PRIMARY KEY (project, trace_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX traces_by_session ON traces (session);

CREATE TABLE spans (
  session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  trace_id BLOB NOT NULL,
  span_id BLOB NOT NULL,
  parent_span_id BLOB,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  start_unix_nano INTEGER NOT NULL,
  end_unix_nano INTEGER NOT NULL,
  status_code INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (session, trace_id, span_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE chunks (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX chunks_by_session ON chunks (session);
`;

/**
 * Version 2: artifacts. Their bytes are files, see `ArtifactFolder`. A session is named by its id, as artifacts may be
 * there before its spans. A row whose file is not yet known to be in its place is not `stored`: nobody is shown it.
 */
const VERSION_2 = `
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
CREATE INDEX artifacts_not_stored ON artifacts (id) WHERE stored = 0;
`;

/** The first makes version 1 of an empty file, the next version 2 of version 1, and so on. */
export const MIGRATIONS: readonly string[] = [VERSION_1, VERSION_2];
