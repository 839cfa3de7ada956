/** Numbers over many sessions, as somebody looks for what was dear or slow. */
import type { Page } from "playwright-core";
import { findBarriers } from "./find-barriers.ts";
import { openPages, type Pages } from "./open-pages.ts";
import { runAgent } from "./run-agent.ts";

let pages: Pages;
let page: Page;

beforeAll(async () => {
  pages = await openPages();
  await runAgent("support-agent.ts", pages.server.url);
  await runAgent("quickstart/src/main.ts", pages.server.url);
  page = await pages.open("/analytics");
});

afterAll(() => pages.close());
afterEach(() => expect(pages.faults).toEqual([]));

it("sums up what the sessions came to", async () => {
  await page.getByRole("figure", { name: "Cost" }).waitFor();
  expect(await page.locator("dl").first().innerText()).toMatch(/Sessions\s+2\s+Succeeded\s+100%[^]*LLM calls\s+6/);
  expect(await page.getByRole("table", { name: "Sessions by end" }).innerText()).toMatch(/Success/);
  await page
    .getByRole("region", { name: "Dearest sessions" })
    .getByRole("link", { name: "Refund for order 4821" })
    .waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "analytics");
});

it("tells agents, services and tags apart, and leads to their sessions", async () => {
  await page.getByLabel("Tell apart").selectOption("agent");
  await page.waitForURL(/group=agent/);
  await page.getByRole("region", { name: "By agent" }).getByRole("link", { name: "refunds" }).click();
  await page.waitForURL(/agent=refunds/);
  await page.getByRole("link", { name: "Refund for order 4821" }).waitFor();
  await page.goBack();
});

it("looks at the time that is dragged over", async () => {
  const box = (await page.getByRole("figure", { name: "Tokens" }).locator("canvas").boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/from=.*&to=/);
  await page.getByRole("button", { name: "Whole week" }).click();
  await page.waitForURL((url) => !url.searchParams.has("from"));
});

it("is about the sessions that the filters of the list select, all of it in the address", async () => {
  await page.locator("body").press("f");
  const filters = page.getByRole("complementary", { name: "Filters" });
  await filters
    .getByRole("group", { name: "Tag" })
    .getByRole("checkbox", { name: /^refund/ })
    .check();
  await page.waitForURL(/any_tag=refund/);
  const cards = page.locator("dl").first();
  await cards.getByText("LLM calls").waitFor();
  await page.getByRole("button", { name: "tag: refund" }).waitFor();
  await page.waitForFunction(() => /Sessions\s+1\s/.test(document.querySelector("dl")!.innerText));
  expect(await cards.innerText()).toMatch(/LLM calls\s+4/);
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "analytics-filtered");
  await page.reload();
  await page.waitForFunction(() => /Sessions\s+1\s/.test(document.querySelector("dl")?.innerText ?? ""));
  await page.getByRole("link", { name: "Sessions of this time" }).click();
  await page.waitForURL((url) => url.pathname === "/" && url.searchParams.get("any_tag") === "refund");
  await page.goBack();
});

it("shows what happens as it happens", async () => {
  await page.waitForFunction(() => /Sessions\s+1\s/.test(document.querySelector("dl")?.innerText ?? ""));
  await runAgent("support-agent.ts", pages.server.url, { RELEASE: "2" });
  await page.waitForFunction(() => /Sessions\s+2\s/.test(document.querySelector("dl")!.innerText));
  await page.getByRole("button", { name: "tag: refund" }).click();
  await page.waitForFunction(() => /Sessions\s+3\s/.test(document.querySelector("dl")!.innerText));
});

it("fits a phone", async () => {
  const phone = await pages.open("/analytics", { viewport: { width: 390, height: 800 } });
  await phone.getByRole("figure", { name: "Cost" }).waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await findBarriers(phone)).toEqual([]);
  await pages.shoot(phone, "phone-analytics");
  await phone.close();
});
