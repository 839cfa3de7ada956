/** What runs in a thread: it opens a store's file for what it is asked to do there, and answers calls until it is closed. */
import type { DatabaseSync } from "node:sqlite";
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

let data: ThreadData | undefined;
let open: OpenTarget | undefined;
const answering: Set<Promise<void>> = new Set();

parentPort!.on("message", (message: ThreadMessage) => {
  if (message.kind === "open") data = message.data;
  if (message.kind === "call") {
    const answered = answer(message.id, message.name, message.args).then(send);
    answering.add(answered);
    void answered.finally(() => answering.delete(answered));
  }
  if (message.kind === "close") void close();
});

async function close(): Promise<void> {
  await Promise.allSettled(answering);
  open?.close();
  open = undefined;
  send({ kind: "closed" });
}

function openTarget(data: ThreadData): OpenTarget {
  const files: DatabaseSync[] = [];
  const close = (): void => files.forEach((file) => file.close());
  try {
    return { target: createTarget(data, files), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** @param files gets what is opened */
function createTarget(data: ThreadData, files: DatabaseSync[]): object {
  const database = data.role === "writer" ? openWriter(data.path) : openReader(data.path);
  files.push(database);
  if (data.role === "writer") return new StoreWrites(database, createPriceBook(data.prices));
  if (data.role === "reader") {
    attachSearch(database, data.path);
    return new StoreReads(database, data.pace);
  }
  const search = openSearchWriter(data.path);
  files.push(search);
  return new FollowerWork(database, search);
}

async function answer(id: number, name: string, args: readonly unknown[]): Promise<AnswerMessage> {
  try {
    // What goes wrong is the answer to this call; the next one tries again.
    open ??= openTarget(data!);
    const target = open.target as Record<string, (...given: readonly unknown[]) => unknown>;
    return { kind: "result", id, result: await target[name]!(...args) };
  } catch (error) {
    return { kind: "fault", id, error: toTransfer(error) };
  }
}

function send(message: AnswerMessage): void {
  // Who started the thread is no window.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort!.postMessage(message);
}
