/** The browser of the browser tests: Debian's, which brings no download of its own. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** With a typeface and pictures of emoji, so that screenshots look like what people see. */
const PACKAGES = ["chromium", "fonts-inter", "fonts-jetbrains-mono", "fonts-noto-color-emoji"];

/** Installs it where this may be done. @returns undefined where there is none and none can be had */
export function ensureChromium(): string | undefined {
  return findChromium() ?? (install() ? findChromium() : undefined);
}

function findChromium(): string | undefined {
  return [process.env["ROOTSPAN_TEST_CHROMIUM"], ...CANDIDATES].find((path) => path !== undefined && existsSync(path));
}

function install(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.log(`Setting up: installing ${PACKAGES.join(", ")} (once, about a minute) …`);
  const apt = (...args: readonly string[]): boolean => spawnSync("apt-get", args, { stdio: "ignore" }).status === 0;
  return apt("update") && apt("install", "-y", "--no-install-recommends", ...PACKAGES);
}
