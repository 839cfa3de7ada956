/** Calls of an object in a thread of its own, which the first call starts. One that ends unasked is started again. */
import type { Worker } from "node:worker_threads";
import { StoreError } from "../../store-error.ts";
import type { Calls, MethodName } from "./calls.ts";
import { keepThread, takeThread } from "./idle-threads.ts";
import type { AnswerMessage, ThreadData, ThreadMessage } from "./thread-message.ts";
import { fromTransfer } from "./transfer-error.ts";

interface OpenCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Given<T> = (name: MethodName<T>, args: readonly unknown[]) => readonly ArrayBuffer[];

export class ThreadCalls<T> implements Calls<T> {
  readonly #data: ThreadData;
  readonly #given: Given<T>;
  readonly #open: Map<number, OpenCall> = new Map();
  #worker: Worker | undefined;
  #lastId: number = 0;
  #closed: boolean = false;
  #onEnd: () => void = () => undefined;

  /** @param given what of a call's arguments belongs to the thread from then on, and need not be copied */
  constructor(data: ThreadData, given: Given<T> = () => []) {
    this.#data = data;
    this.#given = given;
  }

  /** How many calls are not answered yet. */
  get openCalls(): number {
    return this.#open.size;
  }

  readonly call: Calls<T>["call"] = (name, ...args) => {
    if (this.#closed) return Promise.reject(new StoreError("closed", "the store is closed"));
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      const id = this.#lastId;
      this.#worker ??= this.#start();
      send(this.#worker, { kind: "call", id, name, args }, this.#given(name, args));
      this.#open.set(id, { resolve: resolve as OpenCall["resolve"], reject });
    });
  };

  /** Resolves when all calls are answered and the thread has let go of the file; calls after it are refused. */
  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => (this.#onEnd = resolve));
    send(worker, { kind: "close" });
    await ended;
  }

  #start(): Worker {
    const worker = takeThread();
    let fault: Error | undefined;
    worker.on("message", (message: AnswerMessage) => {
      if (message.kind !== "closed") this.#settle(message);
      else {
        this.#end(undefined);
        keepThread(worker);
      }
    });
    worker.on("error", (error) => void (fault = error));
    worker.on("exit", () => this.#end(fault));
    send(worker, { kind: "open", data: this.#data });
    return worker;
  }

  #settle(message: Exclude<AnswerMessage, { readonly kind: "closed" }>): void {
    const call = this.#open.get(message.id);
    this.#open.delete(message.id);
    if (message.kind === "fault") call?.reject(fromTransfer(message.error));
    else call?.resolve(message.result);
  }

  /** What was asked and not answered never will be. */
  #end(cause: Error | undefined): void {
    this.#worker = undefined;
    const error = new StoreError("unavailable", `the store's ${this.#data.role} has ended`, { cause });
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
    this.#onEnd();
  }
}

function send(worker: Worker, message: ThreadMessage, given: readonly ArrayBuffer[] = []): void {
  // A thread is no window.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage(message, given);
}
