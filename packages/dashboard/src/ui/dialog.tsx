/** Asks or tells something that comes before everything else. */
import { Dialog as Base } from "@base-ui/react/dialog";
import type { ReactNode } from "react";
import styles from "./controls.module.css";

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly text?: ReactNode;
  readonly children?: ReactNode;
  /** The buttons at its end. */
  readonly actions?: ReactNode;
}

export function Dialog({ open, onClose, title, text, children, actions }: DialogProps): ReactNode {
  return (
    <Base.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={styles.dialog}>
          <Base.Title className={styles.dialogTitle}>{title}</Base.Title>
          {text !== undefined && <Base.Description className={styles.dialogText}>{text}</Base.Description>}
          {children}
          {actions !== undefined && <div className={styles.dialogActions}>{actions}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
