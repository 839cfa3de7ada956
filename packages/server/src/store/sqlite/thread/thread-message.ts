/** What is said between a thread and who started it. */
import type { PriceOverrides } from "@rootspan/model";
import type { Pace } from "../read/session-walk.ts";
import type { TransferredError } from "./transfer-error.ts";

/** What a thread is for: to write the store, to read it, or to follow it with what is made of it afterwards. */
export type ThreadData =
  | { readonly role: "writer"; readonly path: string; readonly prices: PriceOverrides }
  | { readonly role: "reader"; readonly path: string; readonly pace?: Pace | undefined }
  | { readonly role: "follower"; readonly path: string };

/** `open`: whose file the first call opens. `close`: finish what was asked before, and let go of the file. */
export type ThreadMessage =
  | { readonly kind: "open"; readonly data: ThreadData }
  | { readonly kind: "call"; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly kind: "close" };

export type AnswerMessage =
  | { readonly kind: "result"; readonly id: number; readonly result: unknown }
  | { readonly kind: "fault"; readonly id: number; readonly error: TransferredError }
  | { readonly kind: "closed" };
