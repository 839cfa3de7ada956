/** What the numbers are about: the time, what is told apart, and the filters that hold. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { FilterBar, FilterToggle, isOneOf, TimeField } from "../sessions/filter-bar.tsx";
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
  const { from: _from, to: _to, ...timeless } = search;
  return (
    <FilterBar>
      <FilterToggle isShown={areFiltersShown} onToggle={onFilters} />
      <TimeField label="Time" choices={TIMES} time={search} onTime={(time) => onSearch({ ...timeless, ...time })} />
      {!isOneOf(TIMES, search) && (
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
    </FilterBar>
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
