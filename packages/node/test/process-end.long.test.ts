/** How sessions end with their process; and that the process ends as the same program does without Rootspan. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppName } from "./process-end/apps/run.ts";
import { openReceiver, type Receiver } from "./process-end/receiver.ts";
import {
  nameRun,
  type ProcessEnd,
  runBare,
  runNamed,
  type RunOptions,
  runWatched,
  type WatchedEnd,
} from "./process-end/run-app.ts";

let receiver: Receiver;

beforeAll(async () => {
  receiver = await openReceiver();
});

afterAll(() => receiver.close());

/** Runs the application with and without Rootspan; both must end alike. */
async function compare(app: AppName, options: RunOptions = {}): Promise<WatchedEnd> {
  const [watched, bare] = await Promise.all([runWatched(app, receiver, options), runBare(app, options)]);
  expect(endOf(watched)).toEqual(bare);
  return watched;
}

function endOf({ code, signal, output, errors }: ProcessEnd): ProcessEnd {
  return { code, signal, output, errors };
}

/** The three sessions, all of which ended so. */
const all = (end: string): readonly string[] => [
  `session main: ${end}`,
  `session silent: ${end}`,
  `session part of another: ${end}`,
];
const interrupted = (signal: string): readonly string[] => {
  const reason = `Signal ${signal} detected`;
  return all(`Failure, ${reason}, ERROR`);
};
const left = all("Indeterminate, N/A (process exited without calling session.end(...))");
const successful = all("Success, OK");

describe("a signal that the application does not listen to", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("ends the sessions, and then the process: %s", async (signal) => {
    const { delivered, ...end } = await compare("waits", { signals: [signal] });
    expect(end).toMatchObject({ code: null, signal, output: "ready\n", errors: "", unsent: [0] });
    expect(delivered).toEqual(interrupted(signal));
  });

  it("may be one that the process sends itself", async () => {
    const { delivered, signal } = await compare("killsItself");
    expect(signal).toBe("SIGTERM");
    expect(delivered).toEqual(interrupted("SIGTERM"));
  });

  it("ends the process after the bound, when the receiver does not answer", async () => {
    const run = nameRun();
    receiver.answer(run, "never");
    const environment = { FLUSH_TIMEOUT_MS: "300" };
    const end = await runNamed(run, "waits", receiver, { signals: ["SIGTERM"], environment });
    expect(end).toMatchObject({ signal: "SIGTERM", ended: interrupted("SIGTERM"), delivered: [] });
    expect(end.unsent[0]).toBeGreaterThan(0);
  });

  it("ends the process at once when it comes again", async () => {
    const run = nameRun();
    receiver.answer(run, "never");
    const end = await runNamed(run, "waits", receiver, {
      environment: { FLUSH_TIMEOUT_MS: "3600000" },
      onReady: async (child) => {
        const isSent = receiver.isSent(run);
        child.kill("SIGINT");
        await isSent;
        // Later than a signal that is passed on.
        await new Promise((resolve) => setTimeout(resolve, 500));
        child.kill("SIGINT");
      },
    });
    expect(end).toMatchObject({ signal: "SIGINT", ended: interrupted("SIGINT"), delivered: [] });
  });

  it("counts once when the terminal sends it and a parent passes it on", async () => {
    const run = nameRun();
    receiver.answer(run, "late");
    const end = await runNamed(run, "isSignalledTwice", receiver);
    expect(end).toMatchObject({ signal: "SIGINT", delivered: interrupted("SIGINT"), unsent: [0] });
  });

  it("meets no listener of ours when no session is open", async () => {
    const { output, signal, delivered } = await compare("hasEndedItsSessions", { signals: ["SIGINT"] });
    expect({ output, signal, delivered }).toEqual({
      output: "0 0 0 0\nready\n",
      signal: "SIGINT",
      delivered: successful,
    });
  });

  it("is not lost when the last session ends before the event loop sees it", async () => {
    const { signal, delivered } = await compare("endsWhileSignalled");
    expect({ signal, delivered }).toEqual({ signal: "SIGINT", delivered: successful });
  });

  it("lets signal-exit run its callbacks", async () => {
    const { output, signal, delivered } = await compare("usesSignalExit", { signals: ["SIGINT"] });
    expect(output).toBe("ready\nsignal-exit runs its callback\n");
    expect({ signal, delivered }).toEqual({ signal: "SIGINT", delivered: interrupted("SIGINT") });
  });

  it("may have been listened to before", async () => {
    const { output, signal, delivered } = await compare("listensForAWhile", { signals: ["SIGINT", "SIGINT"] });
    expect(output).toBe("ready\ncancelled\nready\n");
    expect({ signal, delivered }).toEqual({ signal: "SIGINT", delivered: interrupted("SIGINT") });
  });

  it("is heard once by two copies of the package", async () => {
    const { signal, delivered } = await compare("usesSignalExit", {
      signals: ["SIGINT"],
      environment: { TWICE: "1" },
    });
    expect({ signal, delivered }).toEqual({ signal: "SIGINT", delivered: interrupted("SIGINT") });
  });
});

const isolates = spawnSync("unshare", ["--pid", "--fork", "true"]).status === 0;

// Without the right to make process namespaces there is no first process.
(isolates ? describe : describe.skip)("the first process of a container", () => {
  it("ends by a signal, from which the kernel would keep it", async () => {
    const end = await runWatched("killsItself", receiver, { within: ["unshare", "--pid", "--fork", "--kill-child"] });
    expect(end).toMatchObject({ code: 143, output: "", errors: "", delivered: interrupted("SIGTERM") });
  });
});

describe("a signal that the application listens to", () => {
  it.each([
    "shutsDownOnBefore",
    "shutsDownOnAfter",
    "shutsDownOnceBefore",
    "shutsDownOnceAfter",
    "shutsDownPrependAfter",
    "shutsDownPrependOnceAfter",
    "usesSignalExitAndListens",
  ] as const)("is the application's alone: %s", async (app) => {
    const { delivered, ...end } = await compare(app, { signals: ["SIGTERM"] });
    expect(end).toMatchObject({ code: 7, signal: null, output: "ready\nclosing\n", errors: "" });
    expect(delivered).toEqual(successful);
  });

  it("ends the process where its listener looks whether anybody else listens", async () => {
    const { code, ended, unsent } = await compare("exitsIfNobodyElseListens", { signals: ["SIGINT"] });
    expect({ code, ended }).toEqual({ code: 4, ended: left });
    expect(unsent).toEqual([expect.any(Number)]);
  });

  it.each([
    ["exitsAtOnce", 0],
    ["exitsAsByTheSignal", 130],
  ] as const)("is why its sessions failed, when its listener exits by it: %s", async (app, code) => {
    const end = await compare(app, { signals: ["SIGINT"] });
    expect(end).toMatchObject({ code, ended: interrupted("SIGINT") });
  });

  it("may be raised again by its listener: the process ends at once", async () => {
    const { output, signal, ended } = await compare("raisesAgain", { signals: ["SIGINT"] });
    expect({ output, signal, ended }).toEqual({ output: "ready\ncleaned up\n", signal: "SIGINT", ended: [] });
  });
});

describe("listeners of the process", () => {
  it("are the application's to remove, ours too", async () => {
    const { output, signal, ended } = await compare("wantsTheDefault", { signals: ["SIGINT"] });
    expect({ output, signal, ended }).toEqual({ output: "0\nready\n", signal: "SIGINT", ended: [] });
  });

  it("may be as many as without us before Node.js warns", async () => {
    const { output, errors } = await compare("listensOften");
    expect({ output, errors }).toEqual({ output: "10 undefined\n", errors: "" });
  });

  it("may not be more", async () => {
    const { errors } = await compare("listensTooOften");
    expect(errors).toContain("11 SIGUSR2 listeners added to [process]. MaxListeners is 10.");
  });

  it("are all gone when the watch is over", async () => {
    const { output, signal, ended } = await compare("isNotWatchedAnyMore", { signals: ["SIGINT"] });
    expect({ output, signal, ended }).toEqual({ output: "true\nready\n", signal: "SIGINT", ended: [] });
  });

  it("may be called by hand", async () => {
    const { code, delivered } = await compare("emitsByHand");
    expect({ code, delivered }).toEqual({ code: 0, delivered: successful });
  });
});

describe("an error that nobody catches", () => {
  const failed = (error: string, message: string): readonly string[] => [
    `session main: Failure, ${error}: ${message}, ERROR`,
    `session silent: Failure, ${error}, ERROR`,
    `session part of another: Failure, ${error}: ${message}, ERROR`,
  ];

  it.each([
    ["throws", []],
    ["rejects", []],
    ["rejects", ["--unhandled-rejections=strict"]],
  ] as const)("fails all sessions: %s %j", async (app, nodeArguments) => {
    const end = await compare(app, { nodeArguments });
    expect(end).toMatchObject({ code: 1, output: "", ended: failed("ToolError", "no such tool") });
    expect(end.errors).toContain("no such tool\n");
    expect(end.errorEvents).toEqual(["ToolError", "ToolError", "ToolError"]);
    expect(end.unsent).toHaveLength(1);
    expect(end.unsent[0]).toBeGreaterThan(0);
  });

  it("fails them when the main module throws", async () => {
    const { code, ended } = await compare("throwsAtTheTop");
    expect({ code, ended }).toEqual({ code: 1, ended: failed("TypeError", "not a tool") });
  });

  it("fails them when what is thrown is no error", async () => {
    const { code, ended, errors } = await compare("rejectsWithText");
    expect(errors).toContain('reason "no tool"');
    expect(code).toBe(1);
    expect(ended[0]).toMatch(/^session main: Failure, UnhandledPromiseRejection: .*"no tool"\./);
    expect(ended[1]).toBe("session silent: Failure, UnhandledPromiseRejection, ERROR");
  });

  it("fails them when a listener throws while the process exits", async () => {
    const { code, ended, errors } = await compare("throwsAsItExits");
    expect(errors).toContain("too late");
    expect({ code, ended }).toEqual({ code: 0, ended: failed("ToolError", "too late") });
  });

  it.each(["warn", "none"])("does not end them where rejections end no process: %s", async (mode) => {
    const end = await compare("rejects", { nodeArguments: [`--unhandled-rejections=${mode}`] });
    expect(end).toMatchObject({ code: 0, delivered: left, errorEvents: [] });
  });

  it.each(["goesOnListening", "goesOnCapturing"] as const)(
    "does not end them where the application goes on: %s",
    async (app) => {
      const end = await compare(app);
      expect(end).toMatchObject({ code: 0, output: "caught\n", errors: "", delivered: successful, errorEvents: [] });
    },
  );

  it("is why they failed, when the application catches it and exits", async () => {
    const end = await compare("exitsAfterIt");
    expect(end).toMatchObject({ code: 9, ended: failed("ToolError", "no such tool") });
    expect(end.errorEvents).toHaveLength(3);
  });
});

describe("a process with nothing left to do", () => {
  it("ends and delivers its sessions, and keeps its exit code", async () => {
    const end = await compare("finishes");
    expect(end).toMatchObject({ code: 3, output: "", errors: "", delivered: left, unsent: [0] });
  });

  it.each(["findsMoreLater", "findsMoreByMicrotasks"] as const)(
    "may find more to do in its own listener: %s",
    async (app) => {
      const { output, delivered } = await compare(app);
      expect({ output, delivered }).toEqual({ output: "done\nnot yet\nnow\n", delivered: successful });
    },
  );

  it("is told that its top level never settles", async () => {
    const { code, errors, delivered } = await compare("neverSettles");
    expect({ code, delivered }).toEqual({ code: 13, delivered: left });
    expect(errors).toContain("unsettled top-level await");
  });

  it("ends when its sessions cannot be delivered within the bound", async () => {
    const end = await compare("finishes", { environment: { NEVER_FLUSHES: "1", FLUSH_TIMEOUT_MS: "100" } });
    expect(end).toMatchObject({ code: 3, ended: left });
  });

  it("leaves sessions open that are not to end by themselves", async () => {
    const end = await compare("finishes", { environment: { SKIP_AUTO_END: "1" } });
    expect(end).toMatchObject({ code: 3, ended: [], delivered: [], unsent: [0] });
  });

  it("may be a worker", async () => {
    const { code, output, delivered } = await compare("usesAWorker");
    expect({ code, output, delivered }).toEqual({ code: 6, output: "3\n", delivered: left });
  });
});

describe("process.exit()", () => {
  it("ends the sessions, and counts that they are not delivered", async () => {
    const { code, ended, delivered, unsent } = await compare("exits");
    expect({ code, ended, delivered }).toEqual({ code: 5, ended: left, delivered: [] });
    expect(unsent).toHaveLength(1);
    expect(unsent[0]).toBeGreaterThanOrEqual(3);
  });

  it("lets the application end its sessions itself, up to the last listener", async () => {
    const { code, ended } = await compare("endsThemAtTheVeryEnd");
    expect({ code, ended }).toEqual({ code: 0, ended: successful });
  });
});

describe("init()", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rootspan-process-end-journal-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it.each([
    ["waits", { signals: ["SIGTERM"] }, interrupted("SIGTERM")],
    ["finishes", {}, left],
  ] as const)("watches the end of its process: %s", async (app, options, expected) => {
    const { delivered } = await compare(app, { ...options, environment: { JOURNAL: folder } });
    expect(delivered).toEqual(expected);
  });

  it("keeps in the journal what could not be sent any more, for the next process", async () => {
    const environment = { JOURNAL: folder };
    const first = nameRun();
    const { delivered, ended } = await runNamed(first, "exits", receiver, { environment });
    expect({ delivered, ended }).toEqual({ delivered: [], ended: left });

    const second = await runWatched("finishes", receiver, { environment });
    expect([...second.delivered].sort()).toEqual([...left, ...left].sort());
  });
});
