/** The list of sessions, as somebody uses it. */
import type { Page } from "playwright-core";
import { findBarriers } from "./find-barriers.ts";
import { openPages, type Pages } from "./open-pages.ts";
import { runAgent, startAgent } from "./run-agent.ts";

let pages: Pages;
let page: Page;

beforeAll(async () => {
  pages = await openPages();
  page = await pages.open("/");
});

afterAll(() => pages.close());
afterEach(() => expect(pages.faults).toEqual([]));

const rows = () => page.getByRole("row").filter({ has: page.getByRole("cell") });
const names = () =>
  page
    .getByRole("table", { name: "Sessions" })
    .getByRole("link")
    .evaluateAll((links) => links.map((link) => link.querySelector("bdi")?.textContent));

it("shows how to send the first session, and shows it the moment it arrives", async () => {
  await page.getByRole("heading", { name: "Send the first session" }).waitFor();
  await page.getByRole("button", { name: "Copy: Start a session" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`init({ endpoint: "${pages.server.url}"`);
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "empty");

  const agent = await startAgent("live-agent.ts", pages.server.url);
  await page.getByRole("link", { name: /live agent/ }).waitFor();
  await page.getByText("Running").waitFor();
  agent.say("step");
  agent.finish();
  await agent.done;
  await page.getByRole("row", { name: /Success.*1 steps/ }).waitFor();
});

it("lists sessions with what they came to", async () => {
  await runAgent("quickstart/src/main.ts", pages.server.url);
  await runAgent("support-agent.ts", pages.server.url);
  await runAgent("two-services/src/main.ts", pages.server.url);
  await expectEventually(() => rows().count(), 4);
  const row = page.getByRole("row", { name: /refund/ });
  expect(await row.innerText()).toMatch(
    /Success[^]*support[^]*refunded 89.90 EUR[^]*just now[^]*gpt-4o[^]*support-agent/,
  );
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "sessions");
});

it("opens a session by its row, and comes back to where it was", async () => {
  await page
    .getByRole("row", { name: /quickstart/ })
    .getByText("Success")
    .click();
  await page.waitForURL(/\/sessions\/[\w-]{36}$/);
  await page.goBack();
  await expectEventually(() => rows().count(), 4);
});

it("is worked by keys alone", async () => {
  await page.locator("body").press("j");
  await page.locator("body").press("j");
  await page.locator("body").press("k");
  const [first] = await names();
  await page.locator("body").press("x");
  expect(await page.getByRole("checkbox", { name: `Select ${first}` }).isChecked()).toBe(true);
  await page.locator("body").press("o");
  await page.waitForURL(/\/sessions\//);
  await page.goBack();
  await page.locator("body").press("?");
  await page.getByRole("dialog", { name: "Keys" }).getByText("Next session").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

it("is narrowed by facets, words and time, all of it in the address", async () => {
  await page.goto(`${pages.server.url}/`);
  await expectEventually(() => rows().count(), 4);
  const filters = page.getByRole("complementary", { name: "Filters" });
  await filters
    .getByRole("group", { name: "Tag" })
    .getByRole("checkbox", { name: /^refund/ })
    .check();
  await expectEventually(() => rows().count(), 1);
  expect(new URL(page.url()).searchParams.getAll("any_tag")).toEqual(["refund"]);
  await filters
    .getByRole("group", { name: "Tag" })
    .getByRole("checkbox", { name: /^weather/ })
    .check();
  await expectEventually(() => rows().count(), 2);
  await page.reload();
  await expectEventually(() => rows().count(), 2);
  await pages.shoot(page, "filtered");
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save this view" }).click();
  await page.getByLabel("Name of the view").fill("two tags");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expectEventually(() => rows().count(), 4);

  await page.locator("body").press("/");
  await page.keyboard.type("derailleur");
  await expectEventually(() => rows().count(), 1);
  expect(new URL(page.url()).searchParams.get("q")).toBe("derailleur");
  await page.getByRole("searchbox").fill("no such words anywhere");
  await page.getByRole("heading", { name: "No session matches" }).waitFor();
  await page.getByRole("button", { name: "Clear all filters" }).click();
  await expectEventually(() => rows().count(), 4);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "two tags" }).click();
  await expectEventually(() => rows().count(), 2);
  await page.getByRole("button", { name: "Clear filters" }).click();
});

it("is sorted by the server, and says so", async () => {
  await expectEventually(() => rows().count(), 4);
  await page.getByRole("button", { name: "Cost" }).click();
  await page.waitForURL(/sort=-cost/);
  expect(await page.getByRole("columnheader", { name: "Cost" }).getAttribute("aria-sort")).toBe("descending");
  await expectEventually(async () => (await names())[0], "Refund for order 4821");
  await page.getByRole("button", { name: "Started" }).click();
  await page.getByRole("button", { name: "Started" }).click();
});

it("removes what is selected, after asking, everywhere at once", async () => {
  await page.goto(`${pages.server.url}/`);
  const other = await pages.open("/");
  await other.getByRole("link", { name: /live agent/ }).waitFor();
  await page.getByRole("checkbox", { name: "Select live agent" }).check();
  const selection = page.getByRole("region", { name: "Selection" });
  await selection.getByText("1 session selected").waitFor();
  await pages.shoot(page, "selection");
  await selection.getByRole("button", { name: "Delete" }).click();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("dialog").getByRole("button", { name: "Delete 1 session" }).click();
  await expectEventually(() => rows().count(), 3);
  await other.getByRole("link", { name: /live agent/ }).waitFor({ state: "detached" });
  await other.close();
});

it("fits a phone", async () => {
  const phone = await pages.open("/", { viewport: { width: 390, height: 800 } });
  await phone.getByRole("link", { name: /Refund/ }).waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await pages.shoot(phone, "phone-sessions");
  await phone.getByRole("link", { name: /Refund/ }).click();
  await phone.getByRole("treeitem").nth(5).click();
  await phone.getByRole("complementary").waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await findBarriers(phone)).toEqual([]);
  await pages.shoot(phone, "phone-span");
  await phone.close();
});

it("changes theme, and keeps it over a reload without a flash", async () => {
  await page.getByRole("button", { name: "Dark theme" }).click();
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await background();
  await page.reload({ waitUntil: "commit" });
  expect(await background()).toBe(dark);
  await page.getByRole("button", { name: "Light theme" }).click();
  expect(await background()).not.toBe(dark);
});

async function expectEventually<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && (await read()) !== expected) await page.waitForTimeout(100);
  expect(await read()).toEqual(expected);
}
