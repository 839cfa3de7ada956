/** A session, as somebody looks into it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { findBarriers } from "./find-barriers.ts";
import { openPages, type Pages } from "./open-pages.ts";
import { runAgent, startAgent } from "./run-agent.ts";

let pages: Pages;
let page: Page;
let sessionId: string;

beforeAll(async () => {
  pages = await openPages();
  sessionId = await runAgent("support-agent.ts", pages.server.url);
  page = await pages.open(`/sessions/${sessionId}`);
});

afterAll(() => pages.close());
afterEach(() => expect(pages.faults).toEqual([]));

const tree = () => page.getByRole("tree", { name: "Spans" });
/** Kind, name and failure of each, indented as deep as it lies. */
const labels = () =>
  tree()
    .getByRole("treeitem")
    .evaluateAll((items) =>
      items.map((item) => {
        const [kind, failed = ""] = [...item.querySelectorAll(".aside")].map((text) => text.textContent);
        return `${"  ".repeat(Number(item.ariaLevel) - 1)}${kind} ${item.querySelector("bdi")!.textContent} ${failed}`.trimEnd();
      }),
    );

it("shows its spans as the tree that they are", async () => {
  await tree().getByRole("treeitem").first().waitFor();
  expect((await labels()).join("\n")).toBe(
    [
      "Session session Refund for order 4821",
      "  Agent invoke_agent triage",
      "    LLM chat gpt-4o-mini",
      "    Action route to refunds",
      "  Agent invoke_agent refunds",
      "    LLM chat gpt-4o",
      "    Tool execute_tool look_up_order",
      "    LLM chat gpt-4o",
      "    Tool execute_tool refund_payment failed",
      "    Error error failed",
      "    Tool execute_tool refund_payment",
      "    LLM chat gpt-4o",
      "  Action send the answer",
    ].join("\n"),
  );
  expect(await page.locator("header dl").innerText()).toMatch(
    /Cost\s+\$0\.0\d+[^]*gpt-4o[^]*Tokens\s+3\.\dk[^]*LLM calls\s+4[^]*Errors\s+1/,
  );
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "timeline");
});

it("opens a span beside it, under an address of its own", async () => {
  await tree()
    .getByRole("treeitem", { name: /LLM chat gpt-4o / })
    .last()
    .click();
  await page.waitForURL(/[?&]span=[0-9a-f]{16}/);
  const panel = page.getByRole("complementary", { name: /Span/ });
  await panel.getByText("I am sorry about the derailleur").waitFor();
  expect(await panel.getByRole("link", { name: "free label" }).getAttribute("href")).toBe(
    "https://example.com/labels/4821",
  );
  expect(await panel.locator("strong", { hasText: "89.90 EUR" }).count()).toBe(1);
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "span");
  await page.reload();
  await panel.getByText("I am sorry about the derailleur").waitFor();
  await panel.getByRole("tab", { name: "Attributes" }).click();
  await panel.getByText("gen_ai.usage.input_tokens", { exact: true }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await panel.getByRole("tab", { name: "Raw" }).click();
  await panel.getByRole("button", { name: "Copy JSON" }).first().click();
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toMatchObject({ name: "chat gpt-4o" });
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
});

it("is worked by keys alone", async () => {
  await page.locator("body").press("e");
  const open = () => tree().locator('[aria-selected="true"]').innerText();
  expect(await open()).toMatch(/refund_payment[^]*failed/);
  await page.locator("body").press("e");
  expect(await open()).toMatch(/^Error/);
  await page.getByRole("button", { name: "Open what failed" }).click();
  expect(await open()).toMatch(/refund_payment[^]*failed/);
  await tree().focus();
  await page.keyboard.press("ArrowLeft");
  expect(await open()).toMatch(/invoke_agent refunds/);
  await page.keyboard.press("ArrowLeft");
  expect(await tree().getByRole("treeitem").count()).toBe(6);
  await page.keyboard.press("ArrowRight");
  expect(await tree().getByRole("treeitem").count()).toBe(13);
  await page.keyboard.press("/");
  await page.keyboard.type("derail lookup");
  expect(await page.getByRole("searchbox").inputValue()).toBe("derail lookup");
  expect(await tree().getByRole("treeitem").count()).toBe(0);
  await page.getByRole("searchbox").fill("look_up");
  expect((await labels()).at(-1)).toContain("look_up_order");
  expect(new URL(page.url()).searchParams.get("q")).toBe("look_up");
  await page.getByRole("button", { name: /found · clear/ }).click();
  await page.locator("body").press("Escape");
});

it("marks what decided the duration, and zooms", async () => {
  await page.locator("body").press("c");
  await page.waitForURL(/path=true/);
  await pages.shoot(page, "critical-path");
  const fit = page.getByRole("button", { name: "Fit" });
  expect(await fit.isDisabled()).toBe(true);
  await page.locator("body").press("+");
  expect(await fit.isDisabled()).toBe(false);
  await page.locator("body").press("0");
  expect(await fit.isDisabled()).toBe(true);
});

it("tells the conversation once, with what each call was told anew", async () => {
  await page.getByRole("link", { name: "Chat" }).click();
  await page.getByRole("heading", { name: "4. gpt-4o" }).waitFor();
  await page.getByText("Can I get my money back?").first().waitFor();
  expect(await page.getByText("Can I get my money back?").count()).toBe(1);
  await page
    .getByRole("button", { name: /Show 3 messages that the call before had too/ })
    .first()
    .click();
  expect(await page.getByText("Can I get my money back?").count()).toBe(2);
  const last = page.getByRole("region", { name: "Call 4" });
  expect(await last.locator("ins").allInnerTexts()).toEqual([" It is noon; say when you are back."]);
  // A result stands beside its call, and is not told again by the call that was told of it.
  const second = page.getByRole("region", { name: "Call 2" });
  expect(await second.innerText()).toMatch(/look_up_order\s+called with[^]*4821[^]*returned[^]*delivered/);
  expect(await page.getByRole("region", { name: "Call 3" }).innerText()).not.toContain("delivered");
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "chat");
});

it("lists what failed, and what it ran on", async () => {
  await page.getByRole("link", { name: "Errors" }).click();
  await page.getByText("payment gateway did not answer within 2000 ms").first().waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "errors");
  await page.getByRole("link", { name: "Environment" }).click();
  await page.getByRole("cell", { name: "support-agent" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "environment");
});

it("has all that is stored, each span once it is opened", async () => {
  await page.getByRole("link", { name: "Raw" }).click();
  const data = page.getByRole("region", { name: "Stored data" });
  await data.getByRole("heading", { name: /spans$/ }).waitFor();
  // Markers are stored too, though they are no part of the tree.
  const answer = await fetch(`${pages.server.url}/v2/sessions/${sessionId}/spans`);
  const { spans } = (await answer.json()) as { spans: readonly unknown[] };
  expect(spans.length).toBeGreaterThan(13);
  expect(await data.getByRole("heading", { level: 2 }).last().innerText()).toBe(`${spans.length} spans`);
  await data.evaluate((list) => void (list.scrollTop = list.scrollHeight));
  await data.getByRole("button", { name: /look_up_order/ }).click();
  await data.getByText("gen_ai.tool.call.arguments").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "raw");
});

it("takes tags and a bookmark, which others see at once", async () => {
  const other = await pages.open(`/sessions/${sessionId}`);
  await page.getByRole("button", { name: "Edit tags" }).click();
  await page.getByLabel("New tag").fill("reviewed");
  await page.getByRole("button", { name: "Add" }).click();
  await other.getByText("reviewed", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove eu" }).click();
  await other.getByText("eu", { exact: true }).waitFor({ state: "detached" });
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Bookmark" }).click();
  await other.getByRole("button", { name: "Take the bookmark away" }).waitFor();
  await other.close();
});

it("takes another end state and a note, and gives the recorded one back", async () => {
  await page.locator("body").press("n");
  const dialog = page.getByRole("dialog", { name: "Edit state and note" });
  await dialog.getByLabel("End state").selectOption("Failure");
  await dialog.getByLabel("Reason").fill("the customer never got the money");
  await dialog.getByLabel("Note").fill("Asked the bank on Tuesday.");
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "edit");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.locator("header").getByText("Asked the bank on Tuesday.").waitFor();
  await page.locator("header").getByText("Failure", { exact: true }).waitFor();
  await page.locator("body").press("n");
  await dialog.getByRole("button", { name: "State as recorded" }).click();
  await page.locator("header").getByText("refunded 89.90 EUR after one retry").waitFor();
  await page.locator("header").getByText("Success", { exact: true }).waitFor();
});

it("is exported by its menu", async () => {
  await page.getByRole("button", { name: "More" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /Export with all spans/ }).click();
  expect((await download).suggestedFilename()).toBe(`session-${sessionId}.json`);
});

it("plays again, with cost and tokens adding up to what the session came to", async () => {
  await page.getByRole("link", { name: "Timeline" }).click();
  await page.getByRole("button", { name: "Replay" }).click();
  const bar = page.getByRole("region", { name: "Replay" });
  expect(await bar.innerText()).toMatch(/Cost\s+\$0\.000000\s+Tokens\s+0/);
  await bar.getByRole("slider", { name: "Moment" }).fill("500");
  await page.keyboard.press(".");
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "replay");
  await bar.getByRole("slider", { name: "Moment" }).fill("1000");
  const answer = await fetch(`${pages.server.url}/v2/sessions/${sessionId}/stats`);
  const stats = (await answer.json()) as { cost_usd: string; tokens: { total: number } };
  expect(await bar.innerText()).toContain(`$${stats.cost_usd}`);
  expect(await bar.innerText()).toContain(stats.tokens.total.toLocaleString("en-US"));
  await bar.getByRole("button", { name: "End replay" }).click();
});

it("follows a session while it runs", async () => {
  const agent = await startAgent("live-agent.ts", pages.server.url);
  const live = await pages.open(`/sessions/${agent.firstLine}`);
  await live.getByText("Running", { exact: true }).waitFor();
  expect(await live.getByRole("button", { name: "Follow" }).getAttribute("aria-pressed")).toBe("true");
  agent.say("step");
  await live.getByRole("treeitem", { name: /step 1/ }).waitFor();
  agent.say("fail");
  await live.getByRole("treeitem", { name: /Error.*failed/ }).waitFor();
  await pages.shoot(live, "live");
  agent.finish();
  await agent.done;
  await live.getByText("2 steps").waitFor();
  await live.getByRole("button", { name: "Follow" }).waitFor({ state: "detached" });
  await live.close();
});

it("plays its recording, of which the browser asks for what it needs", async () => {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-recording-"));
  const file = join(folder, "screen.webm");
  writeFileSync(file, Buffer.from(await page.evaluate(recordVideo), "base64"));
  const id = await runAgent("recorded-agent.ts", pages.server.url, { RECORDING: file });
  rmSync(folder, { recursive: true });
  const answered: number[] = [];
  page.on("response", (response) => response.url().includes("/artifacts/") && answered.push(response.status()));
  await page.goto(`${pages.server.url}/sessions/${id}`);
  await page.getByRole("button", { name: "Recording" }).click();
  const video = page.getByRole("region", { name: "Recording" }).locator("video");
  const played = await video.evaluate(async (element: HTMLVideoElement) => {
    element.muted = true;
    await element.play();
    while (element.currentTime < 0.2) await new Promise((next) => void setTimeout(next, 50));
    element.pause();
    return [element.videoWidth, element.error];
  });
  expect(played).toEqual([160, null]);
  expect(answered).toContain(206);
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "recording");
  await page.getByRole("link", { name: "Environment" }).click();
  await page.getByRole("link", { name: "screen.webm" }).waitFor();
});

it("tells the processes that took part", async () => {
  await runAgent("two-services/src/main.ts", pages.server.url);
  await page.goto(`${pages.server.url}/`);
  await page.getByRole("link", { name: /question/ }).click();
  await page.locator("header dl").getByText("Processes").waitFor();
  await page.getByRole("link", { name: "Environment" }).click();
  await page.getByRole("heading", { name: "Processes that took part" }).waitFor();
  expect(await page.getByRole("cell", { name: /spans?$/ }).count()).toBe(2);
  await pages.shoot(page, "participants");
});

it("says so where there is no such session", async () => {
  await page.goto(`${pages.server.url}/sessions/0195f3a2-0000-7000-8000-000000000000`);
  await page.getByRole("heading", { name: "There is no such session" }).waitFor();
});

/** Within a page: a second of moving colour as WebM, in base64. */
async function recordVideo(): Promise<string> {
  const canvas = document.createElement("canvas");
  canvas.width = 160;
  canvas.height = 90;
  const context = canvas.getContext("2d")!;
  const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  const stopped = new Promise((resolve) => void (recorder.onstop = resolve));
  recorder.start();
  for (let step = 0; step < 20; step += 1) {
    context.fillStyle = `hsl(${step * 18} 70% 50%)`;
    context.fillRect(0, 0, 160, 90);
    await new Promise((next) => void setTimeout(next, 50));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(""));
}
