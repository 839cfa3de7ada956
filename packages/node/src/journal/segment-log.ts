/** Ended spans on disk, in the order in which they ended, in segments that go when all in them is acknowledged. */
import { AcknowledgedFile } from "./acknowledged.ts";
import { segmentPath } from "./layout.ts";
import { readLines } from "./read-lines.ts";
import { SegmentFile, type SyncPolicy } from "./segment-file.ts";
import { unlinkIfThere } from "./unlink-if-there.ts";

export interface SegmentLogSettings {
  /** A segment that would grow beyond this is closed, and the next one begun. */
  readonly segmentBytes: number;
  readonly sync: SyncPolicy;
  /** Told when something fails in the background. */
  readonly onFault: (error: unknown) => void;
}

interface Segment {
  /** Position of its first byte. */
  readonly base: number;
  /** Position after its last byte. */
  end: number;
  spans: number;
}

/** A line of the log, and the position after it. */
export interface LogLine {
  readonly text: string | undefined;
  readonly end: number;
}

/** Every method may throw the file system's error, and can be called again afterwards. */
export class SegmentLog {
  readonly #folder: string;
  readonly #settings: SegmentLogSettings;
  readonly #acknowledgedFile: AcknowledgedFile;
  /** Oldest first. */
  readonly #segments: Segment[] = [];
  /** Of the newest segment. */
  #file: SegmentFile | undefined;
  #end: number;
  #acknowledged: number;
  #bytes = 0;
  #lastEntryMs = 0;

  /** @param start position of the first byte */
  constructor(folder: string, start: number, settings: SegmentLogSettings) {
    this.#folder = folder;
    this.#settings = settings;
    this.#acknowledgedFile = new AcknowledgedFile(folder);
    this.#end = start;
    this.#acknowledged = start;
  }

  /** Position after the last span. */
  get end(): number {
    return this.#end;
  }

  /** What lies on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Spans in segments that are not wholly acknowledged. */
  get spans(): number {
    return this.#segments.reduce((spans, segment) => spans + segment.spans, 0);
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  /** @returns the position after the line */
  append(line: string, nowMs: number): number {
    const { segment, file } = this.#room(line.length);
    try {
      const bytes = file.append(`${line}\n`);
      segment.end += bytes;
      this.#bytes += bytes;
    } catch (error) {
      this.#repair(file, line);
      throw error;
    }
    segment.spans += 1;
    this.#lastEntryMs = nowMs;
    this.#end = segment.end;
    return segment.end;
  }

  /** Deletes the segments that are wholly acknowledged: also those that could not be deleted before. */
  acknowledge(upTo: number): void {
    const position = Math.min(upTo, this.#end);
    try {
      // First: what is deleted needs no mention, but what is not deleted does.
      if (position > this.#acknowledged) {
        this.#acknowledged = position;
        this.#acknowledgedFile.write({ position, lastEntryMs: this.#lastEntryMs });
      }
    } finally {
      // Also on a full disk, where nothing can be written.
      this.#deleteAcknowledged();
    }
  }

  /** What is on disk after the position, oldest first. */
  *linesAfter(position: number): Generator<LogLine, void, void> {
    for (const { base, end } of this.#segments) {
      if (end <= position) continue;
      for (const line of readLines(segmentPath(this.#folder, base), Math.max(0, position - base))) {
        yield { text: line.isEnded ? line.text : undefined, end: base + line.end };
      }
    }
  }

  syncSoon(): void {
    this.#file?.syncSoon();
  }

  close(): void {
    this.#closeFile();
    this.#acknowledgedFile.close();
  }

  #deleteAcknowledged(): void {
    for (;;) {
      const [oldest] = this.#segments;
      if (oldest === undefined || oldest.end > this.#acknowledged) return;
      if (this.#segments.length === 1) this.#closeFile();
      unlinkIfThere(segmentPath(this.#folder, oldest.base));
      this.#bytes -= oldest.end - oldest.base;
      this.#segments.shift();
    }
  }

  /** The newest segment, or a new one where the line does not fit in. */
  #room(bytes: number): { readonly segment: Segment; readonly file: SegmentFile } {
    const newest = this.#segments.at(-1);
    if (this.#file !== undefined && newest !== undefined) {
      if (newest.end - newest.base + bytes <= this.#settings.segmentBytes) return { segment: newest, file: this.#file };
      this.#closeFile();
    }
    const { sync, onFault } = this.#settings;
    const file = new SegmentFile(segmentPath(this.#folder, this.#end), sync, onFault);
    const segment: Segment = { base: this.#end, end: this.#end, spans: 0 };
    this.#segments.push(segment);
    this.#file = file;
    return { segment, file };
  }

  /** Without half a line at its end the file can be used on; else the next segment begins after that half. */
  #repair(file: SegmentFile, line: string): void {
    try {
      file.repair();
    } catch {
      this.#closeFile();
      this.#end += Buffer.byteLength(line) + 1;
    }
  }

  #closeFile(): void {
    const file = this.#file;
    this.#file = undefined;
    file?.close();
  }
}
