/** Records in the main thread and in two workers of the same process until it is killed. Arguments: directory. */
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { openJournal } from "../../../src/journal/open-journal.ts";
import { createCall, createRoot } from "../spans.ts";
import { say } from "./say.ts";

interface Task {
  readonly directory: string;
  readonly session: number;
}

const [directory] = process.argv.slice(2) as [string];
const task: Task = isMainThread ? { directory, session: 1 } : (workerData as Task);
if (isMainThread) {
  for (const session of [2, 3]) {
    void new Worker(new URL(import.meta.url), { workerData: { directory, session } satisfies Task });
  }
}
const journal = openJournal({ directory: task.directory, segmentBytes: 20_000 });
journal.openRoot(createRoot(task.session));
let index = 0;
setInterval(() => {
  index += 1;
  if (journal.append(createCall(task.session, index)) !== undefined) say("span", task.session, index);
}, 1);
