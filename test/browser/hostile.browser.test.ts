/** A session that wants to run code, deceive, or bring the page down: harmless in every view. */
import type { Page } from "playwright-core";
import { openPages, type Pages } from "./open-pages.ts";
import { runAgent } from "./run-agent.ts";

let pages: Pages;
let page: Page;
let sessionId: string;

beforeAll(async () => {
  pages = await openPages();
  sessionId = await runAgent("hostile.ts", pages.server.url);
  page = await pages.open("/");
});

afterAll(() => pages.close());

/** Nothing ran, nothing was loaded, nothing became an element, no link can run anything, and nothing hides. */
async function expectHarmless(): Promise<void> {
  expect(pages.faults).toEqual([]);
  const found = await page.evaluate(() => ({
    ran: (globalThis as { __ran?: string }).__ran,
    elements: document.querySelectorAll(
      "#root img, #root script, #root style, iframe, object, embed, #root svg[onload]",
    ).length,
    links: [...document.links].map(({ href }) => href).filter((href) => !/^(https?|mailto):/.test(href)),
    deceiving: /[\u202a-\u202e\u2066-\u2069\u200b\u001b\u0000\u009b]/.test(
      [
        document.body.innerText,
        document.title,
        ...[...document.querySelectorAll<HTMLElement>("[title], [aria-label]")].map(
          ({ title, ariaLabel }) => `${title} ${ariaLabel}`,
        ),
      ].join(),
    ),
    widest: document.documentElement.scrollWidth <= innerWidth,
  }));
  expect(found).toEqual({ ran: undefined, elements: 0, links: [], deceiving: false, widest: true });
}

it("in the list", async () => {
  await page.getByRole("row", { name: /Failure/ }).waitFor();
  await expectHarmless();
  await pages.shoot(page, "hostile-list");
});

it("in the timeline, with each of its spans open in each way", async () => {
  await page.goto(`${pages.server.url}/sessions/${sessionId}`);
  const items = page.getByRole("treeitem");
  await items.first().waitFor();
  const count = await items.count();
  expect(count).toBeGreaterThanOrEqual(5);
  for (let index = 0; index < count; index += 1) {
    await items.nth(index).click();
    for (const name of ["Content", "Attributes", "Raw"]) {
      await page.getByRole("tab", { name }).click();
      await page.getByRole("tabpanel").waitFor();
      await expectHarmless();
    }
    await page.getByRole("tab", { name: "Content" }).click();
    const more = page.getByRole("tabpanel").getByRole("button", { name: /Show more/ });
    for (let asked = 0; asked < 6 && (await more.count()) > 0; asked += 1) await more.first().click();
    await expectHarmless();
    if (index === 1) await pages.shoot(page, "hostile-span");
  }
});

it.each(["chat", "errors", "environment", "raw"])("in %s", async (tab) => {
  await page.goto(`${pages.server.url}/sessions/${sessionId}?tab=${tab}`);
  await page.getByRole("link", { name: "Timeline" }).waitFor();
  await page
    .locator("main")
    .getByText(/script|Process/)
    .first()
    .waitFor();
  await expectHarmless();
  await pages.shoot(page, `hostile-${tab}`);
});

it("beside another session, with each of its spans open", async () => {
  await page.goto(
    `${pages.server.url}/compare?a=${sessionId}&b=${await runAgent("support-agent.ts", pages.server.url)}`,
  );
  const rows = page.getByRole("table", { name: "Spans of both sessions" }).getByRole("button", { expanded: false });
  await rows.first().waitFor();
  await expectHarmless();
  const count = await rows.count();
  expect(count).toBeGreaterThan(10);
  for (let index = 0; index < count; index += 1) {
    // Those before it are closed again.
    await rows.nth(index).click();
    await page.getByRole("link", { name: "Open in its session" }).first().waitFor();
    await expectHarmless();
    if (index === 3) await pages.shoot(page, "hostile-compare");
    await page.getByRole("table").getByRole("button", { expanded: true }).first().click();
  }
});

it("among those that it may be compared with, and in sums by its names", async () => {
  await page.goto(`${pages.server.url}/compare`);
  await page.getByRole("list", { name: "Sessions" }).getByRole("button").first().waitFor();
  await expectHarmless();
  for (const group of ["model", "agent", "service", "tag"]) {
    await page.goto(`${pages.server.url}/analytics?group=${group}`);
    await page.getByRole("region", { name: `By ${group}` }).waitFor();
    await expectHarmless();
  }
  await pages.shoot(page, "hostile-analytics");
});
