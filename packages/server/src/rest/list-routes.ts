/** `GET /v2/sessions` and `DELETE /v2/sessions`: many sessions at once. */
import type {
  DeletedSessions,
  SearchState,
  SessionFacets,
  SessionFilterQuery,
  SessionList,
  SessionListQuery,
} from "@rootspan/model/rest";
import type { FastifyInstance } from "fastify";
import { projectOf } from "../access/request-project.ts";
import { Problem } from "../http/problem.ts";
import { describeRoute, jsonAnswer } from "../http/schema/describe-route.ts";
import { closedObjectOf, count, flag, integer, optional, text } from "../http/schema/json-schema.ts";
import type { SessionChanges } from "../store/session-changes.ts";
import type { SessionFacets as StoredFacets, SessionStore } from "../store/session-store.ts";
import type { SearchProgress, StoreMaintenance } from "../store/store-maintenance.ts";
import type { Observe } from "./observed-session.ts";
import { DELETED_SESSIONS, SESSION_LIST } from "./schemas/session-schema.ts";
import { toSessionItem } from "./session-item.ts";
import { FILTER_PARAMETERS, SORT_PARAMETERS, toSessionFilter, toSessionSort } from "./session-query.ts";

const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;

const LIST = describeRoute({
  id: "listSessions",
  group: "sessions",
  summary: "Sessions that a filter selects, newest first or by another order",
  description: "All that is asked for must hold. A parameter that takes several values is repeated.",
  query: closedObjectOf<SessionListQuery>({
    limit: optional(
      integer(`Most sessions of a page; ${DEFAULT_LIMIT} by default.`, {
        minimum: 1,
        maximum: MAX_LIMIT,
        default: DEFAULT_LIMIT,
      }),
    ),
    cursor: optional(text("next_cursor of the page before, with the same filter and order.")),
    count: optional(flag("Whether to count all sessions that are meant.")),
    facets: optional(flag("Whether to tell what else could be filtered by.")),
    ...SORT_PARAMETERS,
    ...FILTER_PARAMETERS,
  }),
  answers: { 200: jsonAnswer("A page", SESSION_LIST) },
});

interface DeleteQuery extends SessionFilterQuery {
  readonly dry_run?: boolean;
  readonly expect?: number;
}

const DELETE = describeRoute({
  id: "deleteSessions",
  group: "sessions",
  summary: "Remove the sessions that a filter selects, with their spans and files",
  description:
    "At least one part of a filter is needed. With dry_run it tells how many are meant; to remove them, say that number " +
    "with expect: where there are more or fewer by now, nothing is removed.",
  query: closedObjectOf<DeleteQuery>({
    dry_run: optional(flag("Only count.")),
    expect: optional(count("How many sessions are to be removed.")),
    ...FILTER_PARAMETERS,
  }),
  answers: { 200: jsonAnswer("How many", DELETED_SESSIONS) },
  problems: ["count_differs"],
});

export interface ListRoutesSettings {
  readonly sessions: SessionStore;
  readonly maintenance: Pick<StoreMaintenance, "searchProgress">;
  readonly changes: SessionChanges;
  readonly observe: Observe;
}

export function registerListRoutes(app: FastifyInstance, settings: ListRoutesSettings): void {
  const { sessions, maintenance, changes, observe } = settings;

  app.route<{ Querystring: SessionListQuery }>({
    method: "GET",
    url: "/sessions",
    schema: LIST,
    handler: async (request): Promise<SessionList> => {
      const { query } = request;
      const projectId = projectOf(request).id;
      const filter = toSessionFilter(query);
      // Before the list is read: what comes in between is told again rather than not at all.
      const sequence = changes.lastSequence();
      const [page, counted, facets, search] = await Promise.all([
        sessions.listSessions(projectId, {
          filter,
          sort: toSessionSort(query),
          limit: query.limit ?? DEFAULT_LIMIT,
          ...(query.cursor !== undefined && { after: query.cursor }),
        }),
        query.count === true ? sessions.countSome(projectId, filter) : undefined,
        query.facets === true ? sessions.facets(projectId, filter) : undefined,
        query.text === undefined ? undefined : maintenance.searchProgress(),
      ]);
      return {
        sessions: page.sessions.map((session) => toSessionItem(observe(session))),
        next_cursor: page.next ?? null,
        sequence,
        ...(counted !== undefined && { count: counted.sessions, count_complete: counted.complete }),
        ...(facets !== undefined && { facets: toFacets(facets), facets_complete: facets.complete }),
        ...(search !== undefined && { search: toSearchState(search, page.complete) }),
      };
    },
  });

  app.route<{ Querystring: DeleteQuery }>({
    method: "DELETE",
    url: "/sessions",
    schema: DELETE,
    handler: async (request): Promise<DeletedSessions> => {
      const { dry_run: dryRun = false, expect, ...rest } = request.query;
      if (Object.keys(rest).length === 0) {
        throw new Problem("invalid_parameter", `a filter is needed: ${Object.keys(FILTER_PARAMETERS).join(", ")}`);
      }
      if (!dryRun && expect === undefined) {
        const message = "query parameter expect is missing: say how many sessions are to be removed, or dry_run=true";
        throw new Problem("invalid_parameter", message, { field: "expect" });
      }
      const projectId = projectOf(request).id;
      const filter = toSessionFilter(rest);
      const matched = await sessions.countSessions(projectId, filter);
      if (dryRun) return { matched, deleted: 0 };
      if (matched !== expect) {
        throw new Problem("count_differs", `the filter selects ${matched}, not ${expect}: none was removed`);
      }
      return { matched, deleted: await sessions.deleteSessions(projectId, filter) };
    },
  });
}

function toSearchState(
  { indexedSequence, waitingAppends, searchedAppends }: SearchProgress,
  found: boolean,
): SearchState {
  return {
    complete: found && searchedAppends === waitingAppends,
    indexed_sequence: indexedSequence,
    waiting_appends: waitingAppends,
  };
}

function toFacets({ states, tags, models, services, agents }: StoredFacets): SessionFacets {
  return { state: states, any_tag: tags, model: models, service: services, agent: agents };
}
