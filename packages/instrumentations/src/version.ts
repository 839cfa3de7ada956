/** The version that spans carry in their instrumentation scope; a test holds it to package.json. */
export const VERSION = "0.1.0";
