import short from "./jest.config.js";

/** The tests of the pages in a real browser: one after another, because each browser takes a processor of its own. */
export default {
  ...short,
  testMatch: ["<rootDir>/test/browser/**/*.browser.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
  // Each file starts a browser, a server and agents, at times on a machine that has more to do.
  testTimeout: 180_000,
};
