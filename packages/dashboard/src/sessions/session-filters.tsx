/** What the sessions could be narrowed down by, with how many each choice would find. */
import type { FacetValue, SessionFacets } from "@rootspan/model/rest";
import { type ReactNode, useState } from "react";
import { formatCount } from "../format/count.ts";
import { toVisibleLine } from "../format/visible-text.ts";
import controls from "../ui/controls.module.css";
import { Bone } from "../ui/notice.tsx";
import { State } from "../ui/state.tsx";
import { Line } from "../ui/text.tsx";
import styles from "./session-filters.module.css";
import { type Facet, FACETS, type SessionSearch, toggleFacet } from "./session-search.ts";

const TITLES: Readonly<Record<Facet, string>> = {
  state: "State",
  any_tag: "Tag",
  model: "Model",
  service: "Service",
  agent: "Agent",
};

const SHOWN = 8;

export interface SessionFiltersProps {
  readonly search: SessionSearch;
  readonly facets: SessionFacets | undefined;
  /** False where the newest sessions alone are counted. */
  readonly areFacetsComplete: boolean;
  readonly onSearch: (search: SessionSearch) => void;
}

export function SessionFilters({ search, facets, areFacetsComplete, onSearch }: SessionFiltersProps): ReactNode {
  return (
    <aside className={styles.filters} aria-label="Filters" id="filters">
      {!areFacetsComplete && <p className={styles.count}>Counted among the newest sessions</p>}
      {FACETS.map((facet) =>
        facets === undefined ? (
          <WaitingGroup key={facet} facet={facet} />
        ) : (
          <FacetGroup
            key={facet}
            facet={facet}
            values={facets[facet]}
            chosen={search[facet] ?? []}
            onToggle={(value) => onSearch(toggleFacet(search, facet, value))}
          />
        ),
      )}
      <fieldset className={styles.group}>
        <legend>Cost in USD</legend>
        <div className={styles.range}>
          <Bound
            name="Least cost"
            value={search.min_cost}
            onChange={(value) => onSearch(withNumber(search, "min_cost", value))}
          />
          <span aria-hidden="true">–</span>
          <Bound
            name="Most cost"
            value={search.max_cost}
            onChange={(value) => onSearch(withNumber(search, "max_cost", value))}
          />
        </div>
      </fieldset>
      <label className={styles.flag}>
        <input
          type="checkbox"
          checked={(search.min_errors ?? 0) > 0}
          onChange={({ target }) => onSearch(withNumber(search, "min_errors", target.checked ? 1 : undefined))}
        />
        With errors
      </label>
    </aside>
  );
}

interface FacetGroupProps {
  readonly facet: Facet;
  readonly values: readonly FacetValue[];
  readonly chosen: readonly string[];
  readonly onToggle: (value: string) => void;
}

function FacetGroup({ facet, values, chosen, onToggle }: FacetGroupProps): ReactNode {
  const [isAll, setAll] = useState(false);
  // What is chosen stays in sight, also where nothing matches it any more.
  const missing = chosen.filter((value) => values.every((known) => known.value !== value));
  const all = [...missing.map((value) => ({ value, sessions: 0 })), ...values];
  if (all.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>{TITLES[facet]}</legend>
      {all.slice(0, isAll ? undefined : SHOWN).map(({ value, sessions }) => (
        <label key={value} className={styles.value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => onToggle(value)} />
          <span className={styles.name} title={toVisibleLine(value)}>
            {facet === "state" ? <State state={value} /> : <Line text={value || "(no name)"} maxLength={80} />}
          </span>
          <span className={`number ${styles.count}`}>{formatCount(sessions)}</span>
        </label>
      ))}
      {all.length > SHOWN && (
        <button type="button" className={styles.more} onClick={() => setAll(!isAll)}>
          {isAll ? "Show fewer" : `Show all ${all.length}`}
        </button>
      )}
    </fieldset>
  );
}

function WaitingGroup({ facet }: { facet: Facet }): ReactNode {
  return (
    <fieldset className={styles.group} aria-busy="true">
      <legend>{TITLES[facet]}</legend>
      {[60, 40, 50].map((width) => (
        <div key={width} className={styles.value}>
          <Bone width={width} />
        </div>
      ))}
    </fieldset>
  );
}

interface BoundProps {
  readonly name: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}

function Bound({ name, value, onChange }: BoundProps): ReactNode {
  return (
    <input
      className={controls.field}
      type="number"
      min={0}
      step="any"
      aria-label={name}
      defaultValue={value}
      key={value}
      onBlur={({ target }) => onChange(target.value === "" ? undefined : Number(target.value))}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
    />
  );
}

function withNumber(
  search: SessionSearch,
  name: "min_cost" | "max_cost" | "min_errors",
  value: number | undefined,
): SessionSearch {
  const { [name]: before, ...rest } = search;
  if (before === value) return search;
  return value === undefined ? rest : { ...rest, [name]: value };
}
