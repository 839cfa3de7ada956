/** A session of 10,000 spans: all of it can be reached, and little of it is in the page. */
import { openPages, type Pages } from "./open-pages.ts";
import { runAgent } from "./run-agent.ts";

let pages: Pages;

beforeAll(async () => void (pages = await openPages()));
afterAll(() => pages.close());

it("shows 10,001 spans, of which those in sight are in the page", async () => {
  const sessionId = await runAgent("long-agent.ts", pages.server.url);
  const page = await pages.open(`/sessions/${sessionId}`);
  await page.getByText("10,001 spans").waitFor();
  const items = page.getByRole("treeitem");
  expect(await items.count()).toBeLessThan(90);
  await page.getByRole("tree").focus();
  await page.keyboard.press("End");
  await page.getByRole("treeitem", { name: /tool/ }).last().waitFor();
  expect(Number(await items.last().getAttribute("aria-posinset"))).toBe(10_001);
  expect(await items.count()).toBeLessThan(90);
  await pages.shoot(page, "large");
  await page.locator("body").press("Escape");
  await page.locator("body").press("e");
  await page.getByText("round 0 failed").first().waitFor();
  await page.getByRole("searchbox").fill("round 90 failed");
  await page.getByRole("button", { name: "1 found · clear" }).waitFor();

  // Told, not asserted: what a reader feels depends on the machine.
  const frames = await page.evaluate(async () => {
    const tree = document.querySelector('[role="tree"]')!;
    const lengths: number[] = [];
    let before = performance.now();
    for (let frame = 0; frame < 120; frame += 1) {
      tree.scrollTop += 400;
      await new Promise((next) => void requestAnimationFrame(next));
      lengths.push(performance.now() - before);
      before = performance.now();
    }
    return lengths.toSorted((a, b) => a - b);
  });
  console.log(`frames while scrolling: median ${frames[60]!.toFixed(1)} ms, 95th of 100 ${frames[114]!.toFixed(1)} ms`);
  expect(pages.faults).toEqual([]);
});
