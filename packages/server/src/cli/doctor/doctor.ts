/** `rootspan doctor` */
import { toPrintable } from "../../printable.ts";
import { VERSION } from "../../version.ts";
import { JSON_FLAG, SERVER_FLAGS } from "../client/server-flags.ts";
import { CommandError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { formatCount } from "../output/amounts.ts";
import { type Colour, createPaint } from "../output/colour.ts";
import { type Finding, ok, problem, type Verdict } from "./check.ts";
import { checkEnvironment } from "./check-environment.ts";
import { checkJournals } from "./check-journals.ts";
import { checkPackages } from "./check-packages.ts";
import { checkReceiver } from "./check-receiver.ts";

/** What packages of ours say in `engines`. */
const LEAST_NODE: readonly [major: number, minor: number] = [22, 16];

const MARKS: Readonly<Record<Verdict, readonly [string, Colour]>> = {
  ok: ["✓", "green"],
  note: ["!", "yellow"],
  problem: ["✗", "red"],
};

export const doctor: Command = {
  name: "doctor",
  words: [],
  help: "Say what would send where, and why not: variables, receiver, key, journals, packages",
  flags: { ...JSON_FLAG, ...SERVER_FLAGS },
  async run({ values }, terminal) {
    const { environment } = terminal;
    const url = values["url"] === undefined ? undefined : String(values["url"]).replace(/\/+$/, "");
    const key = values["key"] ?? (environment["ROOTSPAN_API_KEY"] || undefined);
    const findings: readonly Finding[] = [
      checkNode(),
      ...checkEnvironment(environment),
      ...(await checkReceiver({ url, key: key === undefined ? undefined : String(key), environment })),
      ...checkJournals(environment),
      ...checkPackages(process.cwd()),
    ];
    terminal.out(values["json"] === true ? `${JSON.stringify(findings, null, 2)}\n` : toLines(findings, terminal));
    const problems = findings.filter(({ verdict }) => verdict === "problem").length;
    if (problems > 0) throw new CommandError(formatCount(problems, "problem"));
  },
};

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const text = `rootspan ${VERSION} on Node.js ${process.versions.node}`;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return ok("versions", text);
  return problem("versions", `${text}: at least ${LEAST_NODE.join(".")} is needed`);
}

function toLines(findings: readonly Finding[], terminal: Parameters<Command["run"]>[1]): string {
  const paint = createPaint(terminal);
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  return findings
    .map(({ verdict, subject, text }) => {
      const [mark, colour] = MARKS[verdict];
      return `${paint(colour, mark)} ${paint("gray", subject.padEnd(width))}  ${toPrintable(text)}\n`;
    })
    .join("");
}
