/** One run for all packages. Sources are read as they are: the `@rootspan/source` condition needs no build. */
export default {
  testEnvironment: "node",
  testEnvironmentOptions: { customExportConditions: ["@rootspan/source", "node", "require", "default"] },
  testMatch: ["<rootDir>/packages/*/test/**/*.test.ts", "<rootDir>/test/**/*.test.ts"],
  transform: {
    "\\.[cm]?[jt]s$": ["@swc/jest", { jsc: { target: "es2024", parser: { syntax: "typescript", decorators: true } }, module: { type: "commonjs" } }],
  },
  transformIgnorePatterns: ["/node_modules/"],
};
