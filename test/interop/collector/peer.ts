/** The OpenTelemetry Collector, built from Go modules by its own builder. */
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerProgram } from "../peer.ts";
import { runCommand } from "../run-command.ts";

const MANIFEST = "test/interop/collector/manifest.yaml";
const VERSION = "0.158.0";
const BUILDER = `go.opentelemetry.io/collector/cmd/builder@v${VERSION}`;

export const COLLECTOR: PeerProgram = {
  name: "OpenTelemetry Collector",
  version: VERSION,
  needs: ["go"],
  recipe: `${BUILDER}\n${readFileSync(MANIFEST, "utf8")}`,
  program: "collector",
  async install(folder) {
    copyFileSync(MANIFEST, join(folder, "manifest.yaml"));
    await runCommand("go", ["run", BUILDER, "--config", "manifest.yaml"], { cwd: folder });
  },
};
