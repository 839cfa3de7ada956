// Loaded ahead of every snippet: writes its claims, and what diag is told, to the file FACTS, one line of JSON each.
import { appendFileSync } from "node:fs";
import { diag, DiagLogLevel } from "@opentelemetry/api";

const tell = (fact) => appendFileSync(process.env["FACTS"], `${JSON.stringify(fact)}\n`);
const log = (...words) => tell({ told: words.map(String).join(" ") });
const quiet = () => {};

globalThis.claim = (line, value) => tell({ line, value });
if (process.env["OWN_LOGGER"] === undefined) {
  diag.setLogger({ error: log, warn: log, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.WARN);
}
