/** What a reader feels of a page: when it is there, whether it jumps, whether it keeps up. Told, and only counts asserted. */
import type { Page } from "playwright-core";

export interface PageLoad {
  /** Milliseconds after the request for the page. */
  readonly firstPaintMs: number;
  readonly largestPaintMs: number;
  /** As Web Vitals have it: up to 0.1 is good. */
  readonly layoutShift: number;
  readonly requests: number;
  /** Bytes over the wire. */
  readonly bytes: number;
}

export interface Scrolling {
  readonly frames: number;
  /** Between two frames: a display of 60 Hz has 16.7. */
  readonly medianMs: number;
  readonly p95Ms: number;
  /** CPU time of the page's main thread: what a frame would take on a machine that does nothing else. */
  readonly cpuMs: number;
  readonly layoutShift: number;
}

export async function readLoad(page: Page): Promise<PageLoad> {
  return page.evaluate(async () => {
    const entriesOf = (type: string): Promise<PerformanceEntryList> =>
      new Promise((resolve) => {
        const observer = new PerformanceObserver((list) => resolve(list.getEntries()));
        observer.observe({ type, buffered: true });
        setTimeout(() => resolve([]), 300);
      });
    const shifts = (await entriesOf("layout-shift")) as (PerformanceEntry & { value: number })[];
    const paints = await entriesOf("paint");
    const largest = await entriesOf("largest-contentful-paint");
    const resources = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return {
      firstPaintMs: paints.find(({ name }) => name === "first-contentful-paint")?.startTime ?? Number.NaN,
      largestPaintMs: largest.at(-1)?.startTime ?? Number.NaN,
      layoutShift: shifts.reduce((sum, { value }) => sum + value, 0),
      requests: resources.length + 1,
      bytes: [navigation!, ...resources].reduce((sum, { transferSize }) => sum + transferSize, 0),
    };
  });
}

/** @param selector of what scrolls, or is within it @param step pixels a frame */
export async function scrollThrough(page: Page, selector: string, frames: number, step: number): Promise<Scrolling> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const cpuSeconds = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const before = await cpuSeconds();
  const felt = await page.evaluate(
    async ([place, count, by]) => {
      const element = document.querySelector(place)!.closest("[data-scrolls]")!;
      let layoutShift = 0;
      const observer = new PerformanceObserver((list) => {
        for (const { value } of list.getEntries() as (PerformanceEntry & { value: number })[]) layoutShift += value;
      });
      observer.observe({ type: "layout-shift" });
      const lengths: number[] = [];
      let at = performance.now();
      for (let frame = 0; frame < count; frame += 1) {
        element.scrollTop += by;
        await new Promise((next) => void requestAnimationFrame(next));
        lengths.push(performance.now() - at);
        at = performance.now();
      }
      observer.disconnect();
      return { lengths: lengths.toSorted((a, b) => a - b), layoutShift };
    },
    [selector, frames, step] as const,
  );
  const spent = (await cpuSeconds()) - before;
  await devtools.detach();
  return {
    frames,
    medianMs: felt.lengths[Math.floor(frames / 2)]!,
    p95Ms: felt.lengths[Math.floor(frames * 0.95)]!,
    cpuMs: (spent * 1_000) / frames,
    layoutShift: felt.layoutShift,
  };
}

/** A line of the test's output: numbers with one digit, or three where they are small. */
export function tell(title: string, numbers: PageLoad | Scrolling): void {
  const parts = Object.entries(numbers).map(
    ([name, value]) => `${name} ${(value as number).toFixed(value < 1 ? 3 : 1)}`,
  );
  console.log(`${title}: ${parts.join(", ")}`);
}
