/** Two sessions side by side: what they came to, what they answered, and where they went different ways. */
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiError } from "../api/request.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { useTitle } from "../app/use-title.ts";
import { Bone, Fault, Notice } from "../ui/notice.tsx";
import { CompareAnswers } from "./compare-answers.tsx";
import styles from "./compare-page.module.css";
import type { CompareSearch } from "./compare-search.ts";
import { CompareSummary } from "./compare-summary.tsx";
import { CompareTree } from "./compare-tree.tsx";
import { SessionPicker } from "./session-picker.tsx";
import { useCompared } from "./use-compared.ts";

const route = getRouteApi("/compare");

export function ComparePage(): ReactNode {
  useTitle("Compare");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const setSearch = (next: CompareSearch): void => void navigate({ search: next, replace: true });
  const { a, b } = search;
  if (a === undefined || b === undefined) {
    return <SessionPicker search={search} onSearch={(next) => void navigate({ search: next })} />;
  }
  // Another pair is another comparison: nothing of one may stand beside the other.
  return <Comparison key={`${a} ${b}`} a={a} b={b} search={search} onSearch={setSearch} />;
}

interface ComparisonProps {
  readonly a: string;
  readonly b: string;
  readonly search: CompareSearch;
  readonly onSearch: (search: CompareSearch) => void;
}

function Comparison({ a: idOfA, b: idOfB, search, onSearch }: ComparisonProps): ReactNode {
  const a = useCompared(idOfA);
  const b = useCompared(idOfB);
  const swap = (): void => onSearch({ ...search, a: idOfB, b: idOfA });
  useShortcuts([{ key: "s", does: "Swap the sides", run: swap }]);
  const missing = [a, b].find(({ error, isGone }) => isGone || (error instanceof ApiError && error.status === 404));
  if (missing !== undefined) {
    const { [missing === a ? "a" : "b"]: _, ...rest } = search;
    return (
      <Notice
        title="There is no such session"
        actions={
          <Link to="/compare" search={rest}>
            Choose another one
          </Link>
        }
      >
        The {missing === a ? "left" : "right"} one may have been deleted, belong to another project, or not have arrived
        yet.
      </Notice>
    );
  }
  const failed = [a, b].find(
    ({ error, session, tree }) => error !== null && (session === undefined || tree === undefined),
  );
  if (failed?.error) return <Fault error={failed.error} onRetry={failed.refetch} />;
  return (
    <div className={styles.page} tabIndex={-1} data-scrolls>
      <h1 className="aside">Compare two sessions</h1>
      {a.session === undefined || b.session === undefined ? (
        <Waiting />
      ) : (
        <CompareSummary
          a={a.session}
          b={b.session}
          statsOfA={a.stats}
          statsOfB={b.stats}
          search={search}
          onSwap={swap}
        />
      )}
      {a.tree === undefined || b.tree === undefined ? (
        <Waiting />
      ) : (
        <>
          <CompareAnswers a={{ id: a.id, tree: a.tree }} b={{ id: b.id, tree: b.tree }} />
          <CompareTree
            a={{ id: a.id, tree: a.tree }}
            b={{ id: b.id, tree: b.tree }}
            search={search}
            onSearch={onSearch}
          />
        </>
      )}
    </div>
  );
}

function Waiting(): ReactNode {
  return (
    <div className={styles.waiting} aria-busy="true">
      {[38, 64, 52, 60].map((width) => (
        <Bone key={width} width={width} />
      ))}
    </div>
  );
}
