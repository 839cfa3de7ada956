/** What can be done with the sessions that are selected. */
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { toAddress } from "../api/request.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { formatExactCount, formatPlural } from "../format/count.ts";
import { Button } from "../ui/button.tsx";
import { Menu, MenuDownload } from "../ui/menu.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { filtersOf, type Selection } from "./selection.ts";
import styles from "./sessions-page.module.css";

export interface SelectionBarProps {
  readonly selection: Selection;
  /** How many the filter selects; undefined while that is not known. */
  readonly count: number | undefined;
  /** Whether all that are loaded are selected, and there are more. */
  readonly isMore: boolean;
  readonly onAll: () => void;
  readonly onClear: () => void;
}

export function SelectionBar({ selection, count, isMore, onAll, onClear }: SelectionBarProps): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const navigate = useNavigate();
  const isAll = selection.all !== undefined;
  const [a, b, ...others] = selection.ids;
  const isPair = !isAll && b !== undefined && others.length === 0;
  const compare = (): void => {
    if (isPair) void navigate({ to: "/compare", search: { a: a!, b } });
  };
  useShortcuts([{ key: "c", does: "Compare the two that are selected", run: compare }]);
  const filters = filtersOf(selection);
  const exportOf = (format: string): string => toAddress(`v2/export?${filters[0]?.query}&format=${format}`);
  const matching = count === undefined ? "" : ` ${formatExactCount(count)}`;
  return (
    <div className={styles.selection} role="region" aria-label="Selection">
      <strong>
        {isAll ? `All${matching} sessions that match are` : formatPlural(selection.ids.size, "session")} selected
      </strong>
      {!isAll && isMore && (
        <Button look="plain" onClick={onAll}>
          Select all{matching} that match
        </Button>
      )}
      <Button icon="columns" disabled={!isPair} title="Two sessions side by side (c)" onClick={compare}>
        Compare
      </Button>
      {filters.length > 1 ? (
        <span>Too many to export one by one: select all that match</span>
      ) : (
        <Menu icon="download" text="Export">
          <MenuDownload href={exportOf("json")} hint=".json">
            With all spans
          </MenuDownload>
          <MenuDownload href={exportOf("ndjson")} hint=".ndjson">
            A line a span
          </MenuDownload>
          <MenuDownload href={exportOf("otlp")} hint="OTLP">
            To send elsewhere
          </MenuDownload>
          <MenuDownload href={exportOf("csv")} hint=".csv">
            A row a session
          </MenuDownload>
        </Menu>
      )}
      <Button look="danger" icon="trash" onClick={() => setAsking(true)}>
        Delete
      </Button>
      <Button look="plain" onClick={onClear}>
        Clear
      </Button>
      {isAsking && <DeleteDialog selection={selection} onClose={() => setAsking(false)} onDeleted={onClear} />}
    </div>
  );
}
