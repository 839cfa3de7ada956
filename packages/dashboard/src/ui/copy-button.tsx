/** Copies a text and says so. */
import { type ReactNode, useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import { copyText } from "./copy-text.ts";

export interface CopyButtonProps extends Pick<ButtonProps, "look"> {
  readonly text: string | (() => string);
  /** What a button without text is called. */
  readonly label?: string;
  readonly children?: ReactNode;
}

const SHOWN_MS = 1_500;

export function CopyButton({ text, label = "Copy", look = "plain", children }: CopyButtonProps): ReactNode {
  const [outcome, setOutcome] = useState<"Copied" | "Not copied">();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> =>
    setOutcome((await copyText(typeof text === "string" ? text : text())) ? "Copied" : "Not copied");
  return (
    <Button
      look={look}
      icon={outcome === undefined ? "copy" : outcome === "Copied" ? "check" : "warning"}
      {...(children === undefined && { label: outcome ?? label })}
      onClick={() => void copy()}
    >
      {children !== undefined && outcome !== undefined ? outcome : children}
    </Button>
  );
}
