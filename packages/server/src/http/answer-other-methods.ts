/** 405 where a route exists with another method. */
import type { FastifyInstance } from "fastify";
import { Problem } from "./problem.ts";
import { HIDDEN } from "./schema/describe-route.ts";

/** Call it before routes are registered: it watches them. What it returns adds what is missing, once all are there. */
export function answerOtherMethods(app: FastifyInstance): () => void {
  const methods = new Map<string, Set<string>>();
  app.addHook("onRoute", ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    for (const name of [method].flat()) known.add(name);
    methods.set(url, known);
  });
  return () => {
    for (const [url, known] of methods) {
      const allow = [...known].sort().join(", ");
      const refuse = async (): Promise<never> => {
        throw new Problem("method_not_allowed", `the method must be ${allow}`, { headers: { allow } });
      };
      const others = app.supportedMethods.filter((name) => !known.has(name));
      app.route({ url, method: others, schema: HIDDEN, onRequest: refuse, handler: refuse });
    }
  };
}
