/** The keys that work on this page. */
import type { ReactNode } from "react";
import { Dialog } from "../ui/dialog.tsx";
import { activeShortcuts } from "./shortcuts.ts";
import styles from "./shell.module.css";

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  " ": "Space",
};

export function ShortcutHelp({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode {
  return (
    <Dialog open={open} onClose={onClose} title="Keys">
      <dl className={styles.keys}>
        {activeShortcuts().map(({ key, does }) => (
          <div key={`${key} ${does}`}>
            <dt>
              <kbd>{NAMES[key] ?? key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
