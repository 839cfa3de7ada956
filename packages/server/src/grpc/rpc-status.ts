/** What a problem is as a status of gRPC, with `google.rpc.RetryInfo` where it is worth trying again. */
import type { Problem } from "../http/problem.ts";
import { toRpcCode } from "../otlp/encode-response.ts";

export interface RpcStatus {
  /** `google.rpc.Code`. */
  readonly code: number;
  readonly message: string;
  /** `google.rpc.Status`, for the metadata `grpc-status-details-bin`; undefined where trying again is no use. */
  readonly details: Buffer | undefined;
}

const RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

export function toRpcStatus(problem: Problem): RpcStatus {
  const code = toRpcCode(problem.status);
  const { message } = problem;
  const seconds = Number(problem.headers["retry-after"]);
  if (!Number.isSafeInteger(seconds) || seconds < 0) return { code, message, details: undefined };
  // RetryInfo: retry_delay = 1, a Duration with seconds = 1.
  const retryInfo = field(1, varintField(1, seconds));
  const any = Buffer.concat([field(1, Buffer.from(RETRY_INFO)), field(2, retryInfo)]);
  return {
    code,
    message,
    details: Buffer.concat([varintField(1, code), field(2, Buffer.from(message)), field(3, any)]),
  };
}

function varintField(number: number, value: number): Buffer {
  return Buffer.from([number << 3, ...varint(value)]);
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
}
