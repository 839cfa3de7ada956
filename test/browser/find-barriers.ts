/** Asks axe-core what keeps people from a page. */
import { readFileSync } from "node:fs";
import type Axe from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** What WCAG 2.2 AA has against a page, in both themes. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() =>
      globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
    );
    for (const { id, nodes } of violations) {
      found.push(
        ...nodes
          .slice(0, 4)
          .map(({ html, failureSummary }) => `${colorScheme} ${id}: ${html.slice(0, 300)} ${failureSummary ?? ""}`),
      );
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  return found;
}

declare global {
  // axe-core puts itself there.
  var axe: typeof Axe;
}
