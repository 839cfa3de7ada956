/** Every method of the library that is seen, and the mapping for it: one row a method. */
import { plain, type Surface } from "../surface.ts";
import { chat } from "./chat.ts";
import type { MethodPlace } from "./library.ts";

/**
 * From the class to the method: `Chat.Completions.create` is `OpenAI.Chat.Completions.prototype.create`, and of one
 * client `client.chat.completions.create`. A place that a version of the library does not have is passed over.
 *
 * Helpers that make their calls through another method here have no row: `parse`, `stream` and `runTools` go through
 * `create`.
 */
const SURFACES: Readonly<Record<string, Surface>> = {
  "Chat.Completions.create": chat,
  // Completions that were stored: reading them uses no model.
  "Chat.Completions.retrieve": plain,
  "Chat.Completions.update": plain,
  "Chat.Completions.list": plain,
  "Chat.Completions.delete": plain,
  "Chat.Completions.del": plain,
  "Chat.Completions.Messages.list": plain,
};

export const TRACED_METHODS: readonly MethodPlace[] = Object.keys(SURFACES).map((id) => {
  const steps = id.split(".");
  return { id, path: steps.slice(0, -1), method: steps.at(-1)! };
});

/** Undefined for a method that only another version of this package knows. */
export function surfaceOf(id: string): Surface | undefined {
  return Object.hasOwn(SURFACES, id) ? SURFACES[id] : undefined;
}
