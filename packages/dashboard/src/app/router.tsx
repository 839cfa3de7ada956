/** The addresses of the pages, with what their search may hold. `pages/page-routes.ts` of the server knows them too. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { parseAnalyticsSearch } from "../analytics/analytics-search.ts";
import { parseCompareSearch } from "../compare/compare-search.ts";
import { parseSessionView } from "../session/session-view.ts";
import { parseSessionSearch } from "../sessions/session-search.ts";
import { SessionsPage } from "../sessions/sessions-page.tsx";
import { Fault, Notice } from "../ui/notice.tsx";
import { parseQuery, toQuery } from "./query-text.ts";
import { Shell } from "./shell.tsx";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const sessionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  validateSearch: parseSessionSearch,
  component: SessionsPage,
});

const sessionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sessions/$sessionId",
  validateSearch: parseSessionView,
  component: lazyRouteComponent(() => import("../session/session-page.tsx"), "SessionPage"),
});

const analyticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/analytics",
  validateSearch: parseAnalyticsSearch,
  component: lazyRouteComponent(() => import("../analytics/analytics-page.tsx"), "AnalyticsPage"),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/compare",
  validateSearch: parseCompareSearch,
  component: lazyRouteComponent(() => import("../compare/compare-page.tsx"), "ComparePage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([sessionsRoute, sessionRoute, compareRoute, analyticsRoute]),
  // The server writes where it is into the page.
  basepath: new URL(document.baseURI).pathname,
  parseSearch: parseQuery,
  stringifySearch: toQuery,
  defaultErrorComponent: ({ error, reset }) => (
    <Fault error={error instanceof Error ? error : new Error(String(error))} onRetry={reset} />
  ),
});

function NotFound(): ReactNode {
  return (
    <Notice title="There is no such page" actions={<Link to="/">All sessions</Link>}>
      The address may be mistyped.
    </Notice>
  );
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
