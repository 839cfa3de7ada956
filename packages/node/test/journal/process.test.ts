/** What the journal is to the process that it lives in, and to processes that it cannot see. */
import { spawnSync } from "node:child_process";
import { utimesSync } from "node:fs";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { isTracingSuppressed } from "@opentelemetry/core";
import { openJournal } from "../../src/journal/open-journal.ts";
import { recoverJournals } from "../../src/journal/recover-journals.ts";
import { runApp } from "./apps/run.ts";
import { journalsIn, killOwners, pathsIn, useFolder } from "./folder.ts";
import { createReceiver } from "./receiver.ts";
import { createCall, createRoot, traceIdOf } from "./spans.ts";

const directory = useFolder();

it.each(["silent", "away"])("does not keep a process alive, nor print, whose receiver is %s", async (receiver) => {
  const journal = openJournal({ directory: directory() });
  for (let index = 0; index < 50; index += 1) journal.append(createCall(9, index));
  journal.close();
  killOwners(directory());
  const app = runApp("host.ts", [directory(), receiver]);
  expect([await app.over, app.lines, app.errors()]).toEqual([0, [], ""]);

  const next = createReceiver();
  expect(await recoverJournals({ directory: directory() }, next.deliver)).toMatchObject({
    recovered: 350 + 3,
    left: 0,
  });
  expect(journalsIn(directory())).toEqual([]);
});

it("keeps the worker threads of a process apart, and all of them recoverable when it is killed", async () => {
  const app = runApp("threads.ts", [directory()]);
  while (![1, 2, 3].every((session) => app.lines.some((line) => line.startsWith(`span ${session} 20`)))) {
    await app.said(app.lines.length + 1);
  }
  app.process.kill("SIGKILL");
  await app.over;
  expect(app.errors()).toBe("");
  const receiver = createReceiver();
  const counters = await recoverJournals({ directory: directory() }, receiver.deliver);
  expect(counters).toMatchObject({ folders: 3, closedRoots: 3 });
  // One that each thread was writing, of which nothing was said.
  expect(counters.skippedLines).toBeLessThanOrEqual(3);
  for (const session of [1, 2, 3]) {
    const indexes = receiver.spans
      .filter((span) => span.traceId === traceIdOf(session))
      .flatMap((span) => span.attributes["test.index"] ?? []);
    const wanted = app.lines
      .filter((line) => line.startsWith(`span ${session} `))
      .map((line) => Number(line.split(" ")[2]));
    expect(indexes).toEqual(Array.from({ length: indexes.length }, (_, index) => index + 1));
    expect(indexes.slice(0, wanted.length)).toEqual(wanted);
    expect(indexes.length - wanted.length).toBeLessThanOrEqual(1);
  }
});

/** Namespaces need rights that not every machine gives. */
const canUnshare = spawnSync("unshare", ["--pid", "--fork", "--mount-proc", "true"]).status === 0;
const describeWithNamespace = canUnshare ? describe : describe.skip;

describeWithNamespace("the journal of a container", () => {
  it("is left alone: process numbers in it mean other processes", async () => {
    const app = runApp(
      "recorder.ts",
      [directory(), 1, 1, "never"],
      ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"],
    );
    await app.said(50);
    const receiver = createReceiver();
    expect(await recoverJournals({ directory: directory() }, receiver.deliver)).toMatchObject({ folders: 0, left: 0 });
    app.process.kill("SIGKILL");
    await app.over;
    // Nobody out here can know that it is dead, until it has been silent for long.
    expect(await recoverJournals({ directory: directory() }, receiver.deliver)).toMatchObject({ folders: 0, left: 0 });
    const then = new Date(Date.now() - 6 * 60_000);
    for (const path of pathsIn(directory(), "owner.json")) utimesSync(path, then, then);
    expect(await recoverJournals({ directory: directory() }, receiver.deliver)).toMatchObject({ folders: 1 });
    const spansSaid = app.lines.filter((line) => line.startsWith("span ")).length;
    expect(receiver.indexes().filter((index) => index !== undefined).length).toBeGreaterThanOrEqual(spansSaid);
  });
});

it("works untraced, so that an instrumented file system or HTTP client makes no spans of it", async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const seen: boolean[] = [];
  const note = () => seen.push(isTracingSuppressed(context.active()));
  const span = Object.create(createCall(1, 0), {
    status: {
      get() {
        note();
        return { code: 0 };
      },
    },
  });
  const journal = openJournal({ directory: directory() });
  journal.append(span);
  journal.openRoot(createRoot(1));
  journal.close();
  killOwners(directory());
  await recoverJournals({ directory: directory() }, async () => {
    note();
    return "accepted";
  });
  expect(isTracingSuppressed(context.active())).toBe(false);
  context.disable();
  expect(seen).toEqual([true, true, true]);
});
