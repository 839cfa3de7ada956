/** Schemas of what receivers of OTLP/HTTP answer in JSON. */
import { PROBLEM_STATUS } from "../http/problem.ts";
import { integer, type JsonSchema, objectOf, oneOf, optional, text } from "../http/schema/json-schema.ts";

interface PartialSuccess {
  readonly rejectedSpans: string;
  readonly errorMessage: string;
}

export const OTLP_SUCCESS: JsonSchema = objectOf<{ partialSuccess?: PartialSuccess }>(
  {
    partialSuccess: optional(
      objectOf<PartialSuccess>({
        rejectedSpans: text("A count, as text."),
        errorMessage: text("Why, and which first."),
      }),
    ),
  },
  { title: "ExportTraceServiceResponse" },
);

interface OtlpProblem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: number;
  readonly reason: string;
  readonly field?: string;
  readonly path: string;
  readonly message: string;
}

export const OTLP_PROBLEM: JsonSchema = objectOf<OtlpProblem>(
  {
    type: oneOf(["about:blank"]),
    title: text("The HTTP status in words."),
    status: integer("The HTTP status."),
    detail: text("What is wrong."),
    code: integer("Of google.rpc.Status."),
    reason: oneOf(Object.keys(PROBLEM_STATUS), { description: "The code that other routes answer." }),
    field: optional(text("The parameter at fault.")),
    path: text("The path that was asked for."),
    message: text("The same as detail, as google.rpc.Status has it."),
  },
  { title: "OtlpProblem", description: "A google.rpc.Status that is a problem, too." },
);
