/** Finds sessions that are over, and makes packs of their chunks. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { createPack, PACK_BYTES, textsOfRow } from "./span-pack.ts";

/** Rows of `chunks` of one session, and what takes their place. */
export interface PackedSession {
  readonly session: number;
  readonly rows: readonly number[];
  readonly packs: readonly { readonly id: number; readonly bytes: Uint8Array }[];
}

export interface PackRequest {
  readonly nowMs: number;
  /** See `FilterContext`. */
  readonly aliveSinceMs: number;
  /** Only sessions whose words are indexed up to here: an index that is behind reads chunks by their numbers. */
  readonly indexedSequence: number;
}

/** A session that has ended may get spans from others who took part. */
const SETTLE_MS = 10_000;

const SESSIONS_A_STEP = 20;

/** Text that is packed at a time; a session that has more is packed alone. */
const STEP_BYTES = 4 * PACK_BYTES;

export class SessionPacker {
  readonly #listSessions: StatementSync;
  readonly #listChunks: StatementSync;

  constructor(store: DatabaseSync) {
    this.#listSessions = store.prepare(
      `SELECT id FROM sessions WHERE packed = 0 AND received_ms < ? AND (end_state IS NOT NULL OR received_ms < ?)
         AND NOT EXISTS (SELECT 1 FROM chunks WHERE session = sessions.id AND chunks.id > ?) ORDER BY received_ms LIMIT ${SESSIONS_A_STEP}`,
    );
    this.#listChunks = store.prepare("SELECT id, bytes FROM chunks WHERE session = ? ORDER BY id");
  }

  pack({ nowMs, aliveSinceMs, indexedSequence }: PackRequest): readonly PackedSession[] {
    const packed: PackedSession[] = [];
    let bytes = 0;
    for (const { id } of this.#listSessions.all(nowMs - SETTLE_MS, aliveSinceMs, indexedSequence)) {
      if (bytes > STEP_BYTES) break;
      const session = this.#packSession(Number(id));
      packed.push(session);
      bytes += session.bytes;
    }
    return packed;
  }

  #packSession(session: number): PackedSession & { readonly bytes: number } {
    const rows: number[] = [];
    const packs: PackedSession["packs"][number][] = [];
    let texts = new Map<number, Uint8Array>();
    let bytes = 0;
    let packBytes = 0;
    const close = (): void => {
      if (texts.size > 0) packs.push({ id: texts.keys().next().value!, bytes: createPack(texts) });
      texts = new Map();
      packBytes = 0;
    };
    for (const row of this.#listChunks.iterate(session)) {
      rows.push(Number(row["id"]));
      for (const [chunk, text] of textsOfRow(Number(row["id"]), row["bytes"] as Uint8Array)) {
        if (packBytes + text.length > PACK_BYTES) close();
        texts.set(chunk, text);
        packBytes += text.length;
        bytes += text.length;
      }
    }
    close();
    return { session, rows, packs, bytes };
  }
}
