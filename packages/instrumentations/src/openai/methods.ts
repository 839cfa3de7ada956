/** Every method of the library that makes a model call, and the mapping for it. */
import type { Surface } from "../surface.ts";
import { chat } from "./chat.ts";
import type { MethodPlace } from "./library.ts";

/** `parse`, `stream` and `runTools` are not here: they make their calls through `create`. */
const SURFACES: Readonly<Record<string, Surface>> = {
  "Chat.Completions.create": chat,
};

export const TRACED_METHODS: readonly MethodPlace[] = Object.keys(SURFACES).map((id) => {
  const steps = id.split(".");
  return { id, path: steps.slice(0, -1), method: steps.at(-1)! };
});

/** Undefined for a method that only another version of this package knows. */
export function surfaceOf(id: string): Surface | undefined {
  return Object.hasOwn(SURFACES, id) ? SURFACES[id] : undefined;
}
