/** A button; `icon` alone makes it square, and then `label` is what it is called. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./controls.module.css";
import { Icon, type IconName } from "./icon.tsx";

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: "normal" | "plain" | "primary" | "danger";
  readonly icon?: IconName;
  /** For a button without text. */
  readonly label?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = "normal", icon, label, children, className, ...rest }: ButtonProps): ReactNode {
  const isSquare = children === undefined;
  return (
    <button
      type="button"
      {...(label !== undefined && { "aria-label": label, title: label })}
      {...rest}
      className={[styles.button, look !== "normal" && styles[look], isSquare && styles.square, className]
        .filter(Boolean)
        .join(" ")}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}
