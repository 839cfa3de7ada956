/** What runs in a thread: it opens a store's file for what it is asked to do there, and answers calls until it is closed. */
import { parentPort } from "node:worker_threads";
import { createPriceBook } from "@rootspan/model";
import { openReader, openWriter } from "../open-database.ts";
import { FollowerWork } from "../follow/follower-work.ts";
import { StoreReads } from "../read/store-reads.ts";
import { attachSearch, openSearchWriter } from "../search/search-file.ts";
import { StoreWrites } from "../write/store-writes.ts";
import type { AnswerMessage, ThreadData, ThreadMessage } from "./thread-message.ts";
import { toTransfer } from "./transfer-error.ts";

interface OpenTarget {
  readonly target: object;
  readonly close: () => void;
}

let open: OpenTarget | undefined;
let fault: unknown;

parentPort!.on("message", (message: ThreadMessage) => {
  if (message.kind === "open") tryOpen(message.data);
  if (message.kind === "call") send(answer(message.id, message.name, message.args));
  if (message.kind === "close") {
    open?.close();
    open = undefined;
    send({ kind: "closed" });
  }
});

/** What goes wrong is the answer to every call. */
function tryOpen(data: ThreadData): void {
  try {
    open = openTarget(data);
  } catch (error) {
    fault = error;
  }
}

function openTarget(data: ThreadData): OpenTarget {
  if (data.role === "writer") {
    const database = openWriter(data.path);
    return { target: new StoreWrites(database, createPriceBook(data.prices)), close: () => database.close() };
  }
  const database = openReader(data.path);
  if (data.role === "reader") {
    attachSearch(database, data.path);
    return { target: new StoreReads(database), close: () => database.close() };
  }
  const search = openSearchWriter(data.path);
  const close = (): void => {
    search.close();
    database.close();
  };
  return { target: new FollowerWork(database, search), close };
}

function answer(id: number, name: string, args: readonly unknown[]): AnswerMessage {
  try {
    if (open === undefined) throw fault;
    const target = open.target as Record<string, (...given: readonly unknown[]) => unknown>;
    return { kind: "result", id, result: target[name]!(...args) };
  } catch (error) {
    return { kind: "fault", id, error: toTransfer(error) };
  }
}

function send(message: AnswerMessage): void {
  // Who started the thread is no window.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort!.postMessage(message);
}
