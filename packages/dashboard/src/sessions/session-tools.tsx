/** What finds sessions: text, time, bookmarks, and views that were saved. */
import { type FormEvent, type ReactNode, type RefObject, useEffect, useState } from "react";
import { useSetting } from "../app/page-settings.ts";
import { parseQuery, toQuery } from "../app/query-text.ts";
import { Button } from "../ui/button.tsx";
import controls from "../ui/controls.module.css";
import { Icon } from "../ui/icon.tsx";
import { Menu, MenuItem, MenuSeparator } from "../ui/menu.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Line } from "../ui/text.tsx";
import { FilterToggle, TimeField } from "./filter-bar.tsx";
import { isNarrowed, parseSessionSearch, type SessionSearch } from "./session-search.ts";
import styles from "./sessions-page.module.css";

const TIMES = [
  ["", "Any time"],
  ["15m", "Last 15 minutes"],
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["30d", "Last 30 days"],
] as const;

/** Typing asks once it rests. */
const REST_MS = 250;

export interface SessionToolsProps {
  readonly search: SessionSearch;
  readonly onSearch: (search: SessionSearch) => void;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly areFiltersShown: boolean;
  readonly onFilters: () => void;
}

export function SessionTools({
  search,
  onSearch,
  searchRef,
  areFiltersShown,
  onFilters,
}: SessionToolsProps): ReactNode {
  const { from: _from, to: _to, ...timeless } = search;
  return (
    <>
      <FilterToggle isShown={areFiltersShown} onToggle={onFilters} />
      <SearchField search={search} onSearch={onSearch} inputRef={searchRef} />
      <TimeField label="Started" choices={TIMES} time={search} onTime={(time) => onSearch({ ...timeless, ...time })} />
      <Button
        icon="star"
        label="Only bookmarked"
        aria-pressed={search.bookmarked === true}
        onClick={() => {
          const { bookmarked, ...rest } = search;
          onSearch(bookmarked ? rest : { ...rest, bookmarked: true });
        }}
      />
      <SavedViews search={search} onSearch={onSearch} />
      {isNarrowed(search) && (
        <Button look="plain" onClick={() => onSearch(search.sort === undefined ? {} : { sort: search.sort })}>
          Clear filters
        </Button>
      )}
    </>
  );
}

type SearchFieldProps = Pick<SessionToolsProps, "search" | "onSearch"> & { inputRef: SessionToolsProps["searchRef"] };

function SearchField({ search, onSearch, inputRef }: SearchFieldProps): ReactNode {
  const [text, setText] = useState(search.q ?? "");
  // What the address says already; another change of it, as by going back, is taken over.
  const [said, setSaid] = useState(search.q ?? "");
  if (said !== (search.q ?? "")) {
    setSaid(search.q ?? "");
    setText(search.q ?? "");
  }
  useEffect(() => {
    if (text === (search.q ?? "")) return;
    const timer = setTimeout(() => {
      const { q: _q, ...rest } = search;
      onSearch(text === "" ? rest : { ...rest, q: text });
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [text, search, onSearch]);
  return (
    <div className={styles.search}>
      <Icon name="search" />
      <input
        ref={inputRef}
        className={controls.field}
        type="search"
        placeholder="Words in anything that was recorded  /"
        aria-label="Find sessions by what was recorded"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  );
}

/** Name and address of each, kept in this browser. */
function SavedViews({ search, onSearch }: Pick<SessionToolsProps, "search" | "onSearch">): ReactNode {
  const [kept, keep] = useSetting("views");
  const [isNaming, setNaming] = useState(false);
  const views = readViews(kept);
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("name");
    if (typeof name !== "string" || name.trim() === "") return;
    keep(JSON.stringify({ ...views, [name.trim()]: toQuery({ ...search }) }));
    setNaming(false);
  };
  return (
    <>
      <Menu text="Views">
        {Object.entries(views).map(([name, query]) => (
          <MenuItem key={name} onSelect={() => onSearch(parseSessionSearch(parseQuery(query)))}>
            <Line text={name} maxLength={60} />
          </MenuItem>
        ))}
        {Object.keys(views).length > 0 && <MenuSeparator />}
        <MenuItem icon="star" onSelect={() => setNaming(true)}>
          Save this view
        </MenuItem>
        {Object.keys(views).length > 0 && (
          <MenuItem icon="trash" onSelect={() => keep(undefined)}>
            Forget all views
          </MenuItem>
        )}
      </Menu>
      <Dialog
        open={isNaming}
        onClose={() => setNaming(false)}
        title="Save this view"
        text="Its filters and order are kept in this browser."
      >
        <form onSubmit={save} className={styles.naming}>
          <input
            className={controls.field}
            name="name"
            aria-label="Name of the view"
            maxLength={60}
            required
            autoComplete="off"
          />
          <Button look="primary" type="submit">
            Save
          </Button>
        </form>
      </Dialog>
    </>
  );
}

function readViews(kept: string | undefined): Readonly<Record<string, string>> {
  try {
    return JSON.parse(kept ?? "{}") as Readonly<Record<string, string>>;
  } catch {
    return {};
  }
}
