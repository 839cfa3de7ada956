import short from "./jest.config.js";

/** The tests of the pages in a real browser: one after another, because each browser takes a processor of its own. */
export default {
  ...short,
  testMatch: ["<rootDir>/test/browser/**/*.browser.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  maxWorkers: 1,
};
