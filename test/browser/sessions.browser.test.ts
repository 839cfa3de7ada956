/** The list of sessions, as somebody uses it. */
import type { Page } from "playwright-core";
import { findBarriers, openPages, type Pages } from "./open-pages.ts";
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
