/** What stands where data would: nothing to show, a fault with the way out, or the shape of what is on its way. */
import type { ReactNode } from "react";
import { ApiError } from "../api/request.ts";
import { Button } from "./button.tsx";
import styles from "./notice.module.css";

export interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function Notice({ title, children, actions }: NoticeProps): ReactNode {
  return (
    <div className={styles.notice}>
      <h2 className={styles.title}>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** What went wrong, and what to do about it. */
export function Fault({ error, onRetry }: { error: Error; onRetry?: () => void }): ReactNode {
  const status = error instanceof ApiError ? error.status : undefined;
  return (
    <div role="alert">
      <Notice
        title={status === 0 ? "The server is away" : "This could not be loaded"}
        actions={
          onRetry !== undefined && (
            <Button look="primary" onClick={onRetry}>
              Try again
            </Button>
          )
        }
      >
        {error.message}
        {status === 0 && " This page goes on by itself as soon as it is back."}
      </Notice>
    </div>
  );
}

/** A line of something that is on its way. @param width in per cent of its place */
export function Bone({ width }: { width: number }): ReactNode {
  return <span className={styles.bone} style={{ width: `${width}%` }} aria-hidden="true" />;
}
