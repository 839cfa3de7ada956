/** 100,000 sessions, and a session of 10,001 spans: all of it can be reached, little of it is in the page, nothing jumps. */
import type { Page } from "playwright-core";
import { readLoad, scrollThrough, tell } from "./measure-page.ts";
import { openPages, type Pages } from "./open-pages.ts";
import { runAgent } from "./run-agent.ts";
import { sendSessions } from "./send-sessions.ts";

let pages: Pages;

beforeAll(async () => void (pages = await openPages()));
afterAll(() => pages.close());
afterEach(() => expect(pages.faults).toEqual([]));

/** What Web Vitals call good. */
const LEAST_SHIFT = 0.1;

/** Pixels a frame, as a wheel that is turned without a rest scrolls: 7,200 a second. */
const STEP = 120;

describe("a session of 10,001 spans", () => {
  let sessionId: string;
  let page: Page;

  beforeAll(async () => {
    sessionId = await runAgent("long-agent.ts", pages.server.url);
    page = await pages.open(`/sessions/${sessionId}`);
    await page.getByText("10,001 spans").waitFor();
  });

  it("is there at once, and nothing jumps", async () => {
    const load = await readLoad(page);
    tell("10,001 spans, loaded", load);
    // The page with its scripts and styles; the session, its stats, files and processes; three pages of spans.
    expect(load.requests).toBeLessThan(32);
    expect(load.layoutShift).toBeLessThan(LEAST_SHIFT);
  });

  it("shows those in sight", async () => {
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
    await page.getByRole("button", { name: "1 found · clear" }).click();
    await page.locator("body").press("Escape");
  });

  it("keeps up with scrolling", async () => {
    await page.getByRole("tree").evaluate((tree) => void (tree.scrollTop = 0));
    const scrolling = await scrollThrough(page, '[role="tree"]', 300, STEP);
    tell("10,001 spans, scrolling", scrolling);
    expect(scrolling.layoutShift).toBeLessThan(LEAST_SHIFT);
    expect(await page.getByRole("treeitem").count()).toBeLessThan(90);
  });

  it.each([
    ["chat", "Conversation"],
    ["raw", "Stored data"],
  ])("loads of %s what is shown", async (tab, label) => {
    const own = await pages.open("/");
    const asked: string[] = [];
    own.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await own.goto(`${pages.server.url}/sessions/${sessionId}?tab=${tab}`);
    const list = own.getByRole("region", { name: label });
    await list.getByRole("listitem").first().waitFor();
    await own.waitForLoadState("networkidle");
    expect(asked.filter((path) => /export/.test(path))).toEqual([]);
    expect(asked.filter((path) => /\/spans\/[0-9a-f]{16}$/.test(path)).length).toBeLessThan(20);
    expect(await list.locator("li").count()).toBeLessThan(60);
    await list.evaluate((element) => void (element.scrollTop = element.scrollHeight));
    await own.waitForTimeout(300);
    expect(await list.locator("li").count()).toBeLessThan(60);
    await own.close();
  });

  it("keeps open what was opened, also where it is scrolled away meanwhile", async () => {
    const own = await pages.open(`/sessions/${sessionId}?tab=raw`);
    const list = own.getByRole("region", { name: "Stored data" });
    const first = list.getByRole("listitem").first().getByRole("button").first();
    await first.click();
    await list.evaluate((element) => void (element.scrollTop = element.scrollHeight));
    await list.locator('[aria-posinset="10001"]').waitFor();
    expect(await list.locator("li").count()).toBeLessThan(60);
    await list.evaluate((element) => void (element.scrollTop = 0));
    expect(await first.getAttribute("aria-expanded")).toBe("true");
    await own.close();
  });
});

describe("100,000 sessions", () => {
  const COUNT = 100_000;
  let page: Page;

  beforeAll(async () => {
    await sendSessions(pages.server.url, COUNT);
    page = await pages.open("/");
    await page.getByText("100,001 sessions").waitFor();
  });

  const countOf = async (filter: string): Promise<number> => {
    const answer = await fetch(`${pages.server.url}/v2/sessions?limit=1&count=true&${filter}`);
    return ((await answer.json()) as { count: number }).count;
  };
  const rows = () => page.getByRole("row").filter({ has: page.getByRole("cell") });

  it("are there at once, and nothing jumps", async () => {
    const load = await readLoad(page);
    tell("100,001 sessions, loaded", load);
    expect(load.layoutShift).toBeLessThan(LEAST_SHIFT);
    // The page, its script, styles, theme and picture; the project, the list, its counts; what happens from now on.
    expect(load.requests).toBeLessThan(14);
    expect(await rows().count()).toBeLessThan(60);
    await pages.shoot(page, "sessions-many");
  });

  it("keep up with scrolling, page after page", async () => {
    const scrolling = await scrollThrough(page, '[role="table"]', 300, STEP);
    tell("100,001 sessions, scrolling", scrolling);
    expect(scrolling.layoutShift).toBeLessThan(LEAST_SHIFT);
    expect(await rows().count()).toBeLessThan(60);
    expect(Number(await rows().last().getAttribute("aria-rowindex"))).toBeGreaterThan(300);
    // The titles of the columns stay where they are.
    expect((await page.getByRole("columnheader", { name: "Cost" }).boundingBox())!.y).toBeGreaterThan(0);
  });

  it("are sorted, filtered and found by the server", async () => {
    await page.getByRole("button", { name: "Cost" }).click();
    await page.waitForURL(/sort=-cost/);
    await page
      .getByRole("row", { name: /\$0\.050/ })
      .first()
      .waitFor();
    await page.getByRole("checkbox", { name: /^Failure/ }).check();
    const failed = `${(await countOf("state=Failure")).toLocaleString("en-US")} sessions`;
    await page.getByText(failed, { exact: true }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByRole("searchbox").fill(`#${COUNT - 1}`);
    await page.waitForURL(/q=/);
    await page.getByRole("row", { name: new RegExp(`#${COUNT - 1}`) }).waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
  });

  it("are deleted as many as match, after the number was said", async () => {
    await page.goto(`${pages.server.url}/?state=Failure&any_tag=vip`);
    await page.getByRole("checkbox", { name: "Select all that are loaded" }).check();
    const selection = page.getByRole("region", { name: "Selection" });
    await selection.getByRole("button", { name: /^Select all [\d,]+ that match$/ }).click();
    await selection.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog");
    const confirm = dialog.getByRole("button", { name: /^Delete [\d,]+ sessions$/ });
    await confirm.waitFor();
    await pages.shoot(page, "delete-all");
    const count = Number(/[\d,]+/.exec((await confirm.textContent())!)![0].replaceAll(",", ""));
    expect(count).toBeGreaterThan(1_000);
    await confirm.click();
    await page.getByRole("heading", { name: "No session matches" }).waitFor();
    expect(await countOf("")).toBe(COUNT + 1 - count);
  });
});
