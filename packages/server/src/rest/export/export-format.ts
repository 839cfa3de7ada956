/** The forms of an export: what each is called, what it is, and how it is written. */
import type { OpenExport } from "./open-export.ts";
import { writeSpansCsv } from "./write-csv.ts";
import { writeJson } from "./write-json.ts";
import { writeNdjson, writeOtlp } from "./write-lines.ts";

export const EXPORT_FORMATS = ["json", "ndjson", "otlp", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportForm {
  readonly contentType: string;
  /** Of a file. */
  readonly extension: string;
  write(opened: OpenExport): AsyncIterable<string>;
}

export const EXPORT_FORMS: Readonly<Record<ExportFormat, ExportForm>> = {
  json: { contentType: "application/json; charset=utf-8", extension: "json", write: writeJson },
  ndjson: { contentType: "application/x-ndjson", extension: "ndjson", write: writeNdjson },
  otlp: { contentType: "application/x-ndjson", extension: "otlp.jsonl", write: writeOtlp },
  csv: { contentType: "text/csv; charset=utf-8; header=present", extension: "csv", write: writeSpansCsv },
};
