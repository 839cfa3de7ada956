/** The two forms of OTLP/HTTP: a request is answered in the form that it came in, errors too. */
import { type Problem, toProblemBody } from "../http/problem.ts";
import { decodeJson } from "../otlp/decode-json.ts";
import { decodeLogsJson } from "../otlp/decode-logs-json.ts";
import { decodeLogsProtobuf } from "../otlp/decode-logs-protobuf.ts";
import { decodeSentSpans } from "../otlp/decode-protobuf.ts";
import type { LogRecord } from "../otlp/log-record.ts";
import {
  encodeProtobufStatus,
  encodeProtobufSuccess,
  type PartialSuccess,
  toJsonSuccess,
  toRpcCode,
} from "../otlp/encode-response.ts";
import type { SentSpans } from "../otlp/sent-fields.ts";

export interface OtlpFormat {
  readonly contentType: string;
  /** @throws OtlpDecodeError */
  decodeSpans(body: Buffer): SentSpans;
  /** @throws OtlpDecodeError */
  decodeLogs(body: Buffer): readonly LogRecord[];
  /** @param partial undefined when all spans were taken */
  encodeSuccess(partial: PartialSuccess | undefined): Buffer;
  /** `google.rpc.Status`; as JSON with the fields of every other error of this server. */
  encodeProblem(problem: Problem, url: string): Buffer;
}

const PROTOBUF: OtlpFormat = {
  contentType: "application/x-protobuf",
  decodeSpans: decodeSentSpans,
  decodeLogs: decodeLogsProtobuf,
  encodeSuccess: encodeProtobufSuccess,
  encodeProblem: (problem) => encodeProtobufStatus(problem.status, problem.message),
};

const JSON_FORMAT: OtlpFormat = {
  contentType: "application/json",
  decodeSpans: (body) => ({ spans: decodeJson(body) }),
  decodeLogs: decodeLogsJson,
  encodeSuccess: (partial) => toBytes(toJsonSuccess(partial)),
  encodeProblem: (problem, url) => {
    const { code, ...body } = toProblemBody(problem, url);
    // `code` is the number of google.rpc.Status here.
    return toBytes({ ...body, code: toRpcCode(problem.status), reason: code });
  },
};

const FORMATS: readonly OtlpFormat[] = [PROTOBUF, JSON_FORMAT];

export const OTLP_CONTENT_TYPES: readonly string[] = FORMATS.map((format) => format.contentType);

/** The form that a content type names, with or without parameters such as a charset. */
export function formatOf(contentType: string | undefined): OtlpFormat | undefined {
  const mediaType = contentType?.split(";", 1)[0]!.trim().toLowerCase();
  return FORMATS.find((format) => format.contentType === mediaType);
}

/** The form that errors are told in where the request named none. */
export const FALLBACK_FORMAT: OtlpFormat = JSON_FORMAT;

function toBytes(body: object): Buffer {
  return Buffer.from(JSON.stringify(body));
}
