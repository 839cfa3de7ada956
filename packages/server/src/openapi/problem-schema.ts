/** The schema of errors: see `ProblemBody`. */
import type { ProblemBody } from "@rootspan/model/rest";
import { PROBLEM_STATUS } from "../http/problem.ts";
import { integer, type JsonSchema, objectOf, oneOf, optional, text } from "../http/schema/json-schema.ts";

export const PROBLEM: JsonSchema = objectOf<ProblemBody>(
  {
    type: oneOf(["about:blank"]),
    title: text("The HTTP status in words."),
    status: integer("The HTTP status."),
    detail: text("What is wrong, where, and what is allowed."),
    code: oneOf(Object.keys(PROBLEM_STATUS), { description: "Words that do not change." }),
    field: optional(text("The parameter, or the field of the body, at fault.")),
    path: text("The path that was asked for, as AgentOps has it."),
    message: text("The same as detail, as AgentOps has it."),
  },
  { title: "Problem", description: "RFC 9457, with AgentOps' path and message." },
);
