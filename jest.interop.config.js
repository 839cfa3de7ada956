import short from "./jest.config.js";

/** The tests with programs of others. They are installed first, once for all later runs. */
export default {
  ...short,
  testMatch: ["<rootDir>/test/interop/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  globalSetup: "<rootDir>/test/interop/install-peers.ts",
  testTimeout: 180_000,
  reporters: [...short.reporters, "<rootDir>/test/interop/compatibility/reporter.ts"],
};
