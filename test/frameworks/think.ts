/** A model call whose cost is known: 20,000 tokens at 0.15 and 2,000 at 0.60 USD a million. */
import { record } from "rootspan";

export function think(): void {
  record({ kind: "llm", model: "gpt-4o-mini", inputTokens: 20_000, outputTokens: 2_000 });
}
