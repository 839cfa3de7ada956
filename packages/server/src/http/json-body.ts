/** Lets the routes of a scope take JSON: other bodies are refused, and so are large ones and keys that mean harm. */
import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";

/** @param maxBytes more than any body of these routes needs */
export function acceptJson(scope: FastifyInstance, maxBytes: number): void {
  // A key __proto__ or constructor.prototype is refused.
  const parse = scope.getDefaultJsonParser("error", "error");
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("application/json", { parseAs: "string", bodyLimit: maxBytes }, (request, body, done) => {
    void parse(request, String(body), (error, value) => {
      done(error === null ? null : new Problem("malformed_body", `the body is no JSON: ${error.message}`), value);
    });
  });
  scope.addContentTypeParser("*", (_request, _payload, done) => {
    done(new Problem("unsupported_content_type", "content-type must be application/json"));
  });
}
