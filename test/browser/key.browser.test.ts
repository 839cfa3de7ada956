/** A server that asks for a key, as others than this machine find it. */
import { mkdtempSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBarriers } from "./find-barriers.ts";
import { openPages, OTHER_HOST, type Pages } from "./open-pages.ts";
import { runAgent } from "./run-agent.ts";

let pages: Pages;
let key: string;

beforeAll(async () => {
  const store = `sqlite:${join(mkdtempSync(join(tmpdir(), "rootspan-key-")), "keys.db")}`;
  const made = spawnSync(
    process.execPath,
    [
      "--conditions=@rootspan/source",
      "packages/server/src/main.ts",
      "keys",
      "create",
      "--project",
      "shop",
      "--store",
      store,
    ],
    { encoding: "utf8" },
  );
  key = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(made.stdout)![0];
  pages = await openPages({ store, host: "0.0.0.0" });
});

afterAll(() => pages.close());

it("lets a reader in by a key, which no script and no address ever holds", async () => {
  const page = await pages.open("/");
  await page.getByRole("heading", { name: "This server asks for a key" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await pages.shoot(page, "key");
  await page.getByLabel("API key").fill("0b3e8a51-5a0e-4c3e-9d57-000000000000");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("invalid API key").waitFor();
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Send the first session" }).waitFor();

  await runAgent("support-agent.ts", pages.server.url.replace("0.0.0.0", "127.0.0.1"), { ROOTSPAN_API_KEY: key });
  await page.getByRole("link", { name: /Refund/ }).click();
  await page.getByRole("treeitem").first().waitFor();
  const readable = await page.evaluate(() =>
    JSON.stringify([document.cookie, Object.entries(localStorage), Object.entries(sessionStorage), location.href]),
  );
  expect(readable).not.toContain(key);
  expect(pages.faults).toEqual([]);
});

it("copies texts also where browsers give pages no clipboard", async () => {
  const { port } = new URL(pages.server.url);
  const page = await pages.open(`http://${OTHER_HOST}:${port}/`);
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: /Refund/ }).click();
  expect(await page.evaluate(() => [isSecureContext, "clipboard" in navigator])).toEqual([false, false]);
  const copy = page.getByRole("button", { name: "Copy the session's id" });
  await copy.click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  await copy.waitFor();
  await page.getByRole("link", { name: "Timeline" }).waitFor();
  await page.locator("body").press("/");
  await page.keyboard.press("Control+V");
  expect(await page.getByRole("searchbox").inputValue()).toMatch(/^[0-9a-f-]{36}$/);
  // The browser tells that it takes no notice there of a header that keeps windows apart.
  expect(pages.faults.filter((fault) => !fault.includes("Cross-Origin-Opener-Policy"))).toEqual([]);
});
