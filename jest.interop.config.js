import short from "./jest.config.js";

/** The tests with programs of others. They are installed first, once for all later runs. */
export default {
  ...short,
  testMatch: ["<rootDir>/test/interop/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  // The programs of others take all processors there are, and ports that are free when they are asked for.
  maxWorkers: 1,
  globalSetup: "<rootDir>/test/interop/install-peers.ts",
  reporters: [...short.reporters, "<rootDir>/test/interop/compatibility/reporter.ts"],
};
