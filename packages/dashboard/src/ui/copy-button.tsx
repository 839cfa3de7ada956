/** Copies a text and says so. */
import { type ReactNode, useEffect, useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";

export interface CopyButtonProps extends Pick<ButtonProps, "look"> {
  readonly text: string | (() => string);
  /** What a button without text is called. */
  readonly label?: string;
  readonly children?: ReactNode;
}

const SHOWN_MS = 1_500;

export function CopyButton({ text, label = "Copy", look = "plain", children }: CopyButtonProps): ReactNode {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(typeof text === "string" ? text : text());
    setCopied(true);
  };
  return (
    <Button
      look={look}
      icon={isCopied ? "check" : "copy"}
      {...(children === undefined && { label: isCopied ? "Copied" : label })}
      onClick={() => void copy()}
    >
      {children !== undefined && isCopied ? "Copied" : children}
    </Button>
  );
}
