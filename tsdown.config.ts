/** How every published package is built: ES modules and CommonJS with types, one file an entry. */
import { defineConfig, type UserConfig } from "tsdown";

const shared: UserConfig = {
  format: ["esm", "cjs"],
  dts: true,
  platform: "node",
  target: "node20",
  fixedExtension: false,
  clean: true,
};

export default defineConfig([
  {
    ...shared,
    cwd: "packages/model",
    entry: {
      index: "src/index.ts",
      attributes: "src/attributes.ts",
      "content/index": "src/content/index.ts",
      "metrics/index": "src/metrics/index.ts",
      "rest/index": "src/rest/index.ts",
    },
    platform: "neutral",
  },
  { ...shared, cwd: "packages/sdk", entry: { index: "src/index.ts" } },
  {
    ...shared,
    cwd: "packages/instrumentations",
    entry: {
      index: "src/index.ts",
      "langchain/index": "src/langchain/index.ts",
      "openai/index": "src/openai/index.ts",
      register: "src/register.ts",
    },
  },
  { ...shared, cwd: "packages/node", entry: { index: "src/index.ts", register: "src/register.ts" } },
  {
    ...shared,
    cwd: "packages/server",
    entry: {
      index: "src/index.ts",
      main: "src/main.ts",
      // Started as threads, from whatever file the code that starts them is in.
      "store-thread": "src/store/sqlite/thread/store-thread.ts",
    },
    // `import.meta.url` in CommonJS.
    shims: true,
  },
]);
