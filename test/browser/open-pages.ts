/** A real server, a real browser, and what every page is held to whatever a test does with it. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer, type RunningServer, type ServerOptions } from "@rootspan/server";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export interface Pages {
  readonly server: RunningServer;
  /** @param path as `/analytics`, or an address */
  open(path: string, options?: BrowserContextOptions): Promise<Page>;
  /** Takes a screenshot of a page in both themes. */
  shoot(page: Page, name: string): Promise<void>;
  /** What went wrong in any page: faults, refused content, requests to elsewhere. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** The same server as browsers find one in a network: over plain HTTP, and not on this machine. */
export const OTHER_HOST = "rootspan.test";

const SCREENSHOTS = "screenshots";

export async function openPages(options: ServerOptions = {}): Promise<Pages> {
  const folder = mkdtempSync(join(tmpdir(), "rootspan-browser-"));
  const server = await openServer({ port: 0, store: `sqlite:${join(folder, "pages.db")}`, ...options });
  const url = server.url.replace("0.0.0.0", "127.0.0.1");
  const browser: Browser = await chromium.launch({
    executablePath: process.env["ROOTSPAN_TEST_CHROMIUM"] ?? "/usr/bin/chromium",
    // Containers run as root and have little shared memory.
    args: ["--no-sandbox", "--disable-dev-shm-usage", `--host-resolver-rules=MAP ${OTHER_HOST} 127.0.0.1`],
  });
  const faults: string[] = [];
  mkdirSync(SCREENSHOTS, { recursive: true });
  return {
    server,
    faults,
    async open(path, contextOptions = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...contextOptions });
      await context.grantPermissions(["clipboard-read", "clipboard-write"]);
      const page = await context.newPage();
      page.on("pageerror", (error) => faults.push(`fault: ${error.message}`));
      page.on("dialog", (dialog) => faults.push(`dialog: ${dialog.message()}`));
      page.on("request", (request) => {
        if (!request.url().startsWith(new URL(path, url).origin)) faults.push(`request: ${request.url()}`);
      });
      page.on("console", (message) => {
        // A refused request is in the console as well; whether it may be refused is the test's matter.
        if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
          faults.push(`console: ${message.text()}`);
        }
      });
      await page.goto(new URL(path, url).href);
      return page;
    },
    async shoot(page, name) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(SCREENSHOTS, `${name}-${colorScheme}.png`), animations: "disabled" });
      }
      await page.emulateMedia({ colorScheme: "light" });
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
