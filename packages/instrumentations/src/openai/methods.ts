/** Every method of the library that makes a model call, and the mapping for it. */
import type { Surface } from "../surface.ts";
import { chat } from "./chat.ts";
import type { MethodPlace } from "./library.ts";

export interface TracedMethod extends MethodPlace {
  readonly surface: Surface;
}

/** `parse`, `stream` and `runTools` are not here: they make their calls through `create`. */
export const TRACED_METHODS: readonly TracedMethod[] = [
  { path: ["Chat", "Completions"], method: "create", surface: chat },
];
