/** Names the parameter at fault when a request does not match its route's schema. */
import type { FastifyError, FastifySchema } from "fastify";
import { Problem } from "./problem.ts";

export type FastifyFault = Partial<FastifyError> & { readonly schema?: FastifySchema };

export function toParameterProblem({ validation, validationContext }: FastifyFault): Problem {
  const fault = validation?.[0];
  const unknown = fault?.params["additionalProperty"];
  if (typeof unknown === "string") {
    return new Problem("invalid_parameter", `unknown query parameter ${unknown}`, { field: unknown });
  }
  const missing = fault?.params["missingProperty"];
  const field = typeof missing === "string" ? missing : (fault?.instancePath.slice(1) ?? "");
  const place = validationContext === "params" ? "path" : "query";
  const message = `${place} parameter ${field} ${fault?.message ?? "is not valid"}`;
  return new Problem("invalid_parameter", message, { field });
}
