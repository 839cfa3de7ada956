import short from "./jest.config.js";

/** The tests that take long, because they kill processes, wait for them or outlast an outage. */
export default {
  ...short,
  testMatch: ["<rootDir>/packages/*/test/**/*.long.test.ts", "<rootDir>/test/**/*.long.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
};
