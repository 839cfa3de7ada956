/** What processes of tests are given: nothing of whoever runs the tests, and where Node.js keeps what it has compiled. */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  PATH: process.env["PATH"],
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
};
