/** Each way in which a process can end, with several open sessions, as the server sees it. */
import { join } from "node:path";
import type { SessionStats } from "@rootspan/model";
import { startProcess } from "./dying-process.ts";
import { LEFT, LOST } from "./expected-end.ts";
import { listAll } from "./journal-files.ts";
import { toEnd } from "./witness.ts";
import { serverForEachTest } from "../server-for-each-test.ts";

const server = serverForEachTest();

const FAILED = toEnd("Failure", "RangeError: too far");
const interruptedBy = (signal: string): string => toEnd("Failure", `Signal ${signal} detected`);

interface Row {
  readonly way: string;
  readonly exit: number | NodeJS.Signals;
  readonly end: string;
}

const ROWS: readonly Row[] = [
  { way: "SIGINT", exit: "SIGINT", end: interruptedBy("SIGINT") },
  { way: "SIGTERM", exit: "SIGTERM", end: interruptedBy("SIGTERM") },
  { way: "SIGHUP", exit: "SIGHUP", end: interruptedBy("SIGHUP") },
  { way: "a signal that it listens to", exit: 7, end: interruptedBy("SIGTERM") },
  { way: "process.exit()", exit: 5, end: LEFT },
  { way: "nothing left to do", exit: 0, end: LEFT },
  { way: "an error that nobody catches", exit: 1, end: FAILED },
  { way: "a rejection that nobody handles", exit: 1, end: FAILED },
  { way: "process.abort()", exit: "SIGABRT", end: LOST },
  { way: "SIGKILL", exit: "SIGKILL", end: LOST },
];

interface Exported {
  readonly stats: SessionStats;
  readonly spans: readonly { readonly kind: string; readonly attributes: Readonly<Record<string, unknown>> }[];
}

async function readServer(): Promise<readonly Exported[]> {
  const read = async (path: string): Promise<unknown> => (await fetch(`${server.url}/v2/sessions${path}`)).json();
  const { sessions } = (await read("")) as { sessions: readonly { readonly id: string }[] };
  return Promise.all(sessions.map(async ({ id }) => (await read(`/${id}/export`)) as Exported));
}

it.each(ROWS)(
  "a process with several open sessions that ends by $way leaves them as they should be, and exits as it would",
  async ({ way, exit, end }) => {
    const journal = join(server.folder, "journal");
    const environment = { ROOTSPAN_ENDPOINT: server.url, ROOTSPAN_JOURNAL: journal, END_BY: way };
    const [dead, bare] = await Promise.all([
      startProcess("ending.ts", environment).over,
      startProcess("ending.ts", { ...environment, BARE: "1" }).over,
    ]);
    // An error shows where it comes from, and `process.abort()` its addresses.
    const { errors, ...seen } = dead;
    const { errors: bareErrors, ...bareSeen } = bare;
    expect(seen).toEqual(bareSeen);
    expect(errors.split("\n").length).toBe(bareErrors.split("\n").length);
    expect(dead.signal ?? dead.code).toBe(exit);

    // Whatever could not be sent any more is.
    await startProcess("recoverer.ts", environment).over;
    const sessions = await readServer();
    expect(sessions.map(({ stats }) => stats.counts.action).toSorted((one, other) => one - other)).toEqual([1, 2]);
    for (const { stats, spans } of sessions) {
      expect({ running: stats.running, end: toEnd(stats.end_state, stats.end_state_reason) }).toEqual({
        running: false,
        end,
      });
      const roots = spans.filter(({ kind }) => kind === "session");
      expect(roots).toHaveLength(stats.counts.action);
      for (const { attributes } of roots) {
        const { "rootspan.session.end_state": state, "rootspan.session.end_state_reason": reason } = attributes;
        expect(toEnd(state, reason)).toBe(end);
      }
    }
    expect(listAll(journal)).toEqual([]);
  },
);
