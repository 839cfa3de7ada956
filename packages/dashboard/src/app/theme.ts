/** Light or dark: the system's choice until the reader makes one. `public/theme.js` sets it before the first paint. */
import { useSyncExternalStore } from "react";
import { readSetting, writeSetting } from "./page-settings.ts";

export type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme);
}

/** Once it is the system's own again, it follows the system again. */
export function toggleTheme(): void {
  const next = currentTheme() === "dark" ? "light" : "dark";
  const isSystems = next === (system.matches ? "dark" : "light");
  writeSetting("theme", isSystems ? undefined : next);
  if (isSystems) delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
  for (const listener of listeners) listener();
}

function currentTheme(): Theme {
  const chosen = readSetting("theme");
  if (chosen === "light" || chosen === "dark") return chosen;
  return system.matches ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}
