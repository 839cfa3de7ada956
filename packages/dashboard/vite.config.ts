/** Built into the server's package, which serves it. Addresses are relative, so that it works below any path. */
import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: UserConfig = defineConfig({
  root: here("."),
  base: "./",
  resolve: { conditions: ["@rootspan/source", "browser", "module", "import", "default"] },
  // The loopback server of `npm start`; `vite` alone then serves the pages with its own reload.
  server: { proxy: { "/v2": "http://127.0.0.1:4318" } },
  build: {
    outDir: here("../server/dashboard"),
    emptyOutDir: true,
    target: ["chrome125", "firefox128", "safari17.5"],
    // The content policy allows no `data:` addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    manifest: "manifest.json",
  },
  css: { modules: { localsConvention: "camelCaseOnly" } },
});

export default config;
