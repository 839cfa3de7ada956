/** What a server says of OTLP that it was sent, in the form that it was sent in. */
import { OtlpDecodeError } from "../../otlp/otlp-decode-error.ts";
import { ProtobufReader } from "../../otlp/protobuf-reader.ts";

export interface OtlpAnswer {
  /** Spans that were not taken of a request that was. */
  readonly rejectedSpans: number;
  /** Why; empty where nothing is said. */
  readonly message: string;
}

const NUMBER_FIELD = (1 << 3) | 0;
const INNER_FIELD = (1 << 3) | 2;
const TEXT_FIELD = (2 << 3) | 2;
const KNOWN_FIELDS = 0;

export async function readOtlpAnswer(answer: Response): Promise<OtlpAnswer> {
  const isProtobuf = answer.headers.get("content-type")?.startsWith("application/x-protobuf") === true;
  const bytes = Buffer.from(await answer.arrayBuffer());
  try {
    return isProtobuf ? readProtobuf(new ProtobufReader(bytes)) : readJson(JSON.parse(bytes.toString()));
  } catch (error) {
    if (error instanceof OtlpDecodeError || error instanceof SyntaxError) return { rejectedSpans: 0, message: "" };
    throw error;
  }
}

/** `ExportTraceServiceResponse` holds such a pair of number and text in its field 1, `google.rpc.Status` is one. */
function readProtobuf(reader: ProtobufReader): OtlpAnswer {
  let rejectedSpans = 0;
  let message = "";
  while (reader.position < reader.end) {
    const tag = reader.readTag();
    if (tag === NUMBER_FIELD) {
      rejectedSpans = reader.readInt32();
    } else if (tag === TEXT_FIELD) {
      message = reader.readText();
    } else if (tag === INNER_FIELD) {
      const outer = reader.enter();
      ({ rejectedSpans, message } = readProtobuf(reader));
      reader.leave(outer);
    } else {
      reader.skip(tag, KNOWN_FIELDS);
    }
  }
  return { rejectedSpans, message };
}

function readJson(body: unknown): OtlpAnswer {
  const { partialSuccess, message } = (body ?? {}) as {
    readonly partialSuccess?: { readonly rejectedSpans?: string | number; readonly errorMessage?: string };
    readonly message?: unknown;
  };
  return {
    rejectedSpans: Number(partialSuccess?.rejectedSpans ?? 0),
    message: partialSuccess?.errorMessage ?? (typeof message === "string" ? message : ""),
  };
}
