/** What the numbers are about: the time, what is told apart, and the filters that hold. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { FACETS } from "../sessions/session-search.ts";
import { Button } from "../ui/button.tsx";
import controls from "../ui/controls.module.css";
import { Line } from "../ui/text.tsx";
import styles from "./analytics-page.module.css";
import { type AnalyticsSearch, type Group, GROUPS, toSessions } from "./analytics-search.ts";

const TIMES = [
  ["24h", "Last 24 hours"],
  ["3d", "Last 3 days"],
  ["", "Last 7 days"],
  ["30d", "Last 30 days"],
  ["90d", "Last 90 days"],
] as const;

const NAMES: Readonly<Record<string, string>> = {
  q: "words",
  any_tag: "tag",
  min_cost: "cost from",
  max_cost: "cost up to",
  min_errors: "errors from",
};

export interface AnalyticsToolsProps {
  readonly search: AnalyticsSearch;
  readonly onSearch: (search: AnalyticsSearch) => void;
  readonly areFiltersShown: boolean;
  readonly onFilters: () => void;
}

export function AnalyticsTools({ search, onSearch, areFiltersShown, onFilters }: AnalyticsToolsProps): ReactNode {
  const { from, to, ...timeless } = search;
  const isOwnTime = to !== undefined || TIMES.every(([value]) => value !== (from ?? ""));
  return (
    <div className={styles.tools}>
      <Button
        icon="filter"
        label={areFiltersShown ? "Hide filters" : "Show filters"}
        aria-pressed={areFiltersShown}
        {...(areFiltersShown && { "aria-controls": "filters" })}
        onClick={onFilters}
      />
      <select
        className={controls.field}
        aria-label="Time"
        value={isOwnTime ? "own" : (from ?? "")}
        onChange={({ target }) => onSearch(target.value === "" ? timeless : { ...timeless, from: target.value })}
      >
        {isOwnTime && <option value="own">{`${toDay(from)} – ${toDay(to) || "now"}`}</option>}
        {TIMES.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      {isOwnTime && (
        <Button look="plain" onClick={() => onSearch(timeless)}>
          Whole week
        </Button>
      )}
      <select
        className={controls.field}
        aria-label="Tell apart"
        value={search.group ?? "model"}
        onChange={({ target }) => onSearch({ ...search, group: target.value as Group })}
      >
        {GROUPS.map((group) => (
          <option key={group} value={group}>
            By {group}
          </option>
        ))}
      </select>
      {chosenOf(search).map(({ key, name, value, without }) => (
        <Button key={key} icon="close" title="Take this filter away" onClick={() => onSearch(without)}>
          {name}: <Line text={value} maxLength={60} />
        </Button>
      ))}
      <Link to="/" search={toSessions(search)} className={styles.toSessions}>
        Sessions of this time
      </Link>
    </div>
  );
}

interface Chosen {
  readonly key: string;
  readonly name: string;
  readonly value: string;
  readonly without: AnalyticsSearch;
}

/** Every filter but the time, each value by itself. */
function chosenOf(search: AnalyticsSearch): readonly Chosen[] {
  const { group: _group, from: _from, to: _to, ...filters } = search;
  return Object.entries(filters).flatMap(([key, given]) => {
    const { [key as keyof AnalyticsSearch]: _, ...rest } = search;
    const name = NAMES[key] ?? key;
    const facet = FACETS.find((each) => each === key);
    if (facet === undefined) return { key, name, value: String(given), without: rest };
    const values = search[facet] ?? [];
    return values.map((value) => {
      const others = values.filter((other) => other !== value);
      const without = others.length === 0 ? rest : { ...rest, [facet]: others };
      return { key: `${key} ${value}`, name, value, without };
    });
  });
}

function toDay(text: string | undefined): string {
  if (text === undefined || Number.isNaN(Date.parse(text))) return text ?? "";
  return new Date(text).toLocaleString("en-US", {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}
