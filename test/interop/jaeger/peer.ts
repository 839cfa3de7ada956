/** Jaeger 2, built from Go modules. */
import type { PeerProgram } from "../peer.ts";
import { runCommand } from "../run-command.ts";

/** Jaeger's module keeps the numbers of its first generation: 1.N is 2.(N - 63). */
const MODULE = "github.com/jaegertracing/jaeger/cmd/jaeger@v1.76.0";

export const JAEGER: PeerProgram = {
  name: "Jaeger",
  version: "2.13.0",
  needs: ["go"],
  recipe: MODULE,
  program: "jaeger",
  async install(folder) {
    await runCommand("go", ["mod", "init", "peer"], { cwd: folder });
    await runCommand("go", ["get", "-tool", MODULE], { cwd: folder });
    await runCommand("go", ["build", "-o", "jaeger", MODULE.split("@")[0]!], { cwd: folder });
  },
};
