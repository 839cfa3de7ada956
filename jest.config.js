import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Journals of tests lie beside those of nobody.
process.env.XDG_STATE_HOME ??= mkdtempSync(join(tmpdir(), "rootspan-test-state-"));

/** The tests of all packages but the long ones, which `jest.long.config.js` runs. Sources are read as they are: the `@rootspan/source` condition needs no build. */
export default {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["@rootspan/source", "node", "require", "default"] },
  testMatch: ["<rootDir>/packages/*/test/**/*.test.ts", "<rootDir>/test/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/", "\\.(long|browser)\\.test\\.ts$", "/test/interop/"],
  transform: {
    "\\.[cm]?ts$": [
      "@swc/jest",
      {
        jsc: {
          target: "es2024",
          parser: { syntax: "typescript", decorators: true },
          transform: { decoratorVersion: "2022-03" },
        },
        module: { type: "commonjs" },
      },
    ],
  },
  // It comes as an ES module, and in this form beside it.
  moduleNameMapper: { "^marked$": "<rootDir>/packages/dashboard/node_modules/marked/lib/marked.umd.js" },
  // Jest would leave one processor idle: but most tests wait for processes and servers of their own.
  maxWorkers: "100%",
  // The longest tests start processes of their own, at times on a machine that has much more to do.
  testTimeout: 180_000,
  reporters: ["default", "<rootDir>/scripts/totals-reporter.cjs"],
};
