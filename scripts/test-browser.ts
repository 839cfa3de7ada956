/** Runs the tests of the pages in a real Chromium. Where none can be had they are skipped, but never on CI. */
import { spawnSync } from "node:child_process";
import { ensureChromium } from "./chromium.ts";
import { ensureDashboard } from "./dashboard.ts";

const chromium = ensureChromium();
if (chromium === undefined) {
  console.log("Skipped: the browser tests, because there is no Chromium here and it cannot be installed by apt-get.");
  process.exit(process.env["CI"] === undefined ? 0 : 1);
}
ensureDashboard();
const { status } = spawnSync(
  process.execPath,
  [
    "--conditions=@rootspan/source",
    "node_modules/jest/bin/jest.js",
    "--config",
    "jest.browser.config.js",
    ...process.argv.slice(2),
  ],
  { stdio: "inherit", env: { ...process.env, ROOTSPAN_TEST_CHROMIUM: chromium } },
);
process.exitCode = status ?? 1;
