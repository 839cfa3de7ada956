/** What recovery is told of an answer. */
import { log } from "@rootspan/sdk";
import { JSON_TYPE } from "./answer.ts";
import type { Deliver } from "./journal/recovery.ts";
import type { OtlpSender } from "./otlp-sender.ts";
import { isForGood } from "./refusal.ts";

/** Sends nothing while the receiver wants to be left alone. */
export function toDeliver(sender: OtlpSender): Deliver {
  return async (body) => {
    if (sender.isAskedToWait()) return "later";
    const answer = await sender.send(body, JSON_TYPE);
    if (!answer.isAccepted) return isForGood(answer.status) ? "refused" : "later";
    if (answer.rejected === 0) return "accepted";
    log.error(`the receiver rejected ${answer.rejected} recovered span(s): ${answer.message}`);
    return { rejected: answer.rejected };
  };
}
