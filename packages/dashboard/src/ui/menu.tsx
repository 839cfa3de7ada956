/** A button that opens a list of things to do. */
import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode } from "react";
import { Button, type ButtonProps } from "./button.tsx";
import styles from "./controls.module.css";
import { Icon, type IconName } from "./icon.tsx";

export interface MenuProps extends Pick<ButtonProps, "look" | "icon" | "label"> {
  /** What the button says; without it the button is its icon. */
  readonly text?: ReactNode;
  readonly children: ReactNode;
}

export function Menu({ text, children, ...button }: MenuProps): ReactNode {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={<Button {...button}>{text}</Button>} />
      <Base.Portal>
        <Base.Positioner className={styles.floating} sideOffset={4} align="end">
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  readonly icon?: IconName;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, onSelect, children }: MenuItemProps): ReactNode {
  return (
    <Base.Item className={styles.item} onClick={onSelect}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </Base.Item>
  );
}

export function MenuSeparator(): ReactNode {
  return <Base.Separator className={styles.separator} />;
}

/** Saves what is at an address. */
export function MenuDownload({
  href,
  hint,
  children,
}: {
  href: string;
  hint?: string;
  children: ReactNode;
}): ReactNode {
  return (
    <Base.Item className={styles.item} render={<a href={href} download="" />}>
      <Icon name="download" />
      {children}
      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
    </Base.Item>
  );
}
