/** What the pages cost a browser: until something is seen, and for each frame that is scrolled. A benchmark, not a test. */
import { median, type Table } from "../bench/table.ts";
import { readLoad, scrollThrough } from "./measure-page.ts";
import { openPages } from "./open-pages.ts";
import { runAgent } from "./run-agent.ts";
import { sendSessions } from "./send-sessions.ts";

const SESSIONS = 100_000;
const FRAMES = 300;
/** Pixels a frame, as a wheel that is turned without a rest scrolls: 7,200 a second at 60 Hz. */
const STEP = 120;
/** Takes some ten seconds. */
const MOST_ROUNDS = 5;

/** @param rounds medians of so many, at most five */
export async function measureDashboard(rounds: number): Promise<Table> {
  const pages = await openPages();
  const sessionId = await runAgent("long-agent.ts", pages.server.url);
  await sendSessions(pages.server.url, SESSIONS);
  const views = [
    { name: "a session of 10,001 spans", path: `/sessions/${sessionId}`, scrolls: '[role="tree"]', row: "treeitem" },
    { name: "100,001 sessions", path: "/", scrolls: '[role="table"]', row: "cell" },
  ] as const;
  const rows: string[][] = [];
  for (const { name, path, scrolls, row } of views) {
    const seen: number[][] = [];
    for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round += 1) {
      const page = await pages.open(path);
      await page.getByRole(row).first().waitFor();
      const { firstPaintMs, largestPaintMs, bytes } = await readLoad(page);
      const { cpuMs, medianMs } = await scrollThrough(page, scrolls, FRAMES, STEP);
      seen.push([firstPaintMs, largestPaintMs, bytes / 1_000, cpuMs, medianMs]);
      await page.context().close();
    }
    const medianOf = (column: number): number => median(seen.map((values) => values[column]!));
    rows.push([
      name,
      ...[0, 1, 2].map((column) => Math.round(medianOf(column)).toString()),
      ...[3, 4].map((column) => medianOf(column).toFixed(1)),
    ]);
  }
  await pages.close();
  return {
    title: "Pages in a browser",
    text:
      `Chromium without a graphics card, 1440 × 900, nothing cached; medians of ${Math.min(rounds, MOST_ROUNDS)} rounds. ` +
      `${FRAMES} frames of ${STEP} pixels each are scrolled: CPU of the page's main thread, and the time from frame to ` +
      "frame. A display of 60 Hz has a frame every 16.7 ms.",
    head: ["page", "first paint, ms", "largest paint, ms", "kB", "CPU a frame, ms", "frame, ms"],
    rows,
  };
}
