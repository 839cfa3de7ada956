/** Two sessions side by side, as somebody looks for what a change of an agent did. */
import type { Page } from "playwright-core";
import { findBarriers } from "./find-barriers.ts";
import { openPages, type Pages } from "./open-pages.ts";
import { runAgent } from "./run-agent.ts";

let pages: Pages;
let page: Page;
let before: string;
let now: string;

beforeAll(async () => {
  pages = await openPages();
  before = await runAgent("support-agent.ts", pages.server.url);
  now = await runAgent("support-agent.ts", pages.server.url, { RELEASE: "2" });
  page = await pages.open("/", { viewport: { width: 1440, height: 1500 } });
});

afterAll(() => pages.close());
afterEach(() => expect(pages.faults).toEqual([]));

const spans = () => page.getByRole("table", { name: "Spans of both sessions" });
/** Name and what differs, of each row. */
const rows = () =>
  spans()
    .getByRole("row")
    .filter({ has: page.getByRole("button") })
    .evaluateAll((found) =>
      found.map((row) => {
        const cells = [...row.querySelectorAll('[role="cell"]')];
        const change = cells[3]!.textContent;
        const words = /only|fails|no failure/.test(change) ? change : "";
        return `${[...row.querySelectorAll("button bdi")].map((name) => name.textContent).join(" → ")} ${words}`.trim();
      }),
    );

it("begins with two that are selected in the list", async () => {
  const boxes = page.getByRole("checkbox", { name: /^Select Refund/ });
  await boxes.nth(1).check();
  const compare = page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Compare" });
  expect(await compare.isDisabled()).toBe(true);
  await boxes.nth(0).check();
  await compare.click();
  await page.waitForURL((url) => url.search === `?a=${before}&b=${now}`);
});

it("tells what both came to, and how they differ", async () => {
  const summary = page.getByRole("region", { name: "What they came to" });
  await summary.getByRole("row", { name: /gpt-4\.1/ }).waitFor();
  expect(await summary.getByRole("row", { name: /^Errors/ }).innerText()).toMatch(/1\s+0\s+−1/);
  expect(await summary.getByRole("row", { name: /^Tools/ }).innerText()).toMatch(/3\s+2\s+−33%/);
  expect(await summary.getByRole("row", { name: /^LLM calls/ }).innerText()).toMatch(/4\s+4\s+same/);
  expect(await summary.getByRole("columnheader").allInnerTexts()).toEqual([
    "",
    expect.stringMatching(/A\s+Refund for order 4821\s+Success[^]*after one retry/),
    expect.stringMatching(/B\s+Refund for order 4821\s+Success[^]*at once/),
    "B against A",
  ]);
  const answers = page.getByRole("region", { name: "Answers" });
  await answers.getByText("free label").first().waitFor();
  expect(await answers.locator("del").allInnerTexts()).toEqual(["3–5"]);
  expect(await answers.locator("ins").allInnerTexts()).toEqual(["two"]);
  await answers.getByRole("button", { name: "Mark differences" }).click();
  expect(await answers.getByRole("link", { name: "free label" }).count()).toBe(2);
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "compare");
});

it("puts their spans into one tree", async () => {
  expect((await rows()).join("\n")).toBe(
    [
      "session Refund for order 4821",
      "invoke_agent triage",
      "chat gpt-4o-mini",
      "route to refunds",
      "invoke_agent refunds",
      "chat gpt-4o → chat gpt-4.1",
      "execute_tool look_up_order",
      "chat gpt-4o → chat gpt-4.1",
      "execute_tool refund_payment no failure",
      "error only in A",
      "execute_tool refund_payment only in A",
      "tell the warehouse only in B",
      "chat gpt-4o → chat gpt-4.1",
      "send the answer",
    ].join("\n"),
  );
  await page.locator("body").press("d");
  await page.waitForURL(/different=true/);
  const differing = await rows();
  expect(differing).toContain("error only in A");
  expect(differing).not.toContain("send the answer");
  expect(differing).not.toContain("invoke_agent triage");
});

it("is worked by keys alone, and each span has an address", async () => {
  const active = () => page.locator('[role="row"][data-active="true"]').innerText();
  await page.locator("body").press("n");
  expect(await active()).toMatch(/gpt-4\.1/);
  await page.locator("body").press("n");
  await page.locator("body").press("n");
  expect(await active()).toMatch(/refund_payment[^]*no failure/);
  await page.locator("body").press("p");
  await page.locator("body").press("j");
  await page.locator("body").press("o");
  await page.waitForURL(/span=[0-9a-f]{16}/);
  await page.getByText("payment gateway did not answer within 2000 ms").first().waitFor();
  await page.getByText("rf_93KD2").last().waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "compare-span");
  await page.reload();
  await page.getByText("payment gateway did not answer within 2000 ms").first().waitFor();
  await page.locator("body").press("s");
  await page.waitForURL((url) => url.searchParams.get("a") === now && url.searchParams.get("b") === before);
  expect(await rows()).toContain("error only in B");
  await page.locator("body").press("?");
  await page.getByRole("dialog", { name: "Keys" }).getByText("Next difference").waitFor();
  await page.keyboard.press("Escape");
});

it("finds another session to compare with", async () => {
  await page.getByRole("link", { name: "Another one" }).last().click();
  await page.getByRole("heading", { name: "Compare two sessions" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "compare-choice");
  await page.getByLabel("Find sessions by what was recorded").fill("derailleur");
  await page
    .getByRole("list", { name: "Sessions" })
    .getByRole("button", { name: /Refund/ })
    .click();
  await page.waitForURL((url) => url.searchParams.get("a") === now && url.searchParams.get("b") === before);
  await page.goto(`${pages.server.url}/sessions/${before}`);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Compare with another one" }).click();
  await page.waitForURL((url) => url.pathname === "/compare" && url.search === `?a=${before}`);
  await page.goto(`${pages.server.url}/compare?a=${before}&b=0195f3a2-0000-7000-8000-000000000000`);
  await page.getByRole("link", { name: "Choose another one" }).click();
  await page.waitForURL((url) => url.search === `?a=${before}`);
});

it("fits a phone", async () => {
  const phone = await pages.open(`/compare?a=${before}&b=${now}`, { viewport: { width: 390, height: 800 } });
  await phone.getByRole("table", { name: "Spans of both sessions" }).waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await findBarriers(phone)).toEqual([]);
  await pages.shoot(phone, "phone-compare");
  await phone.close();
});
