/** How a session shall end: what callers said of it, with and without types. */
import { END_STATES } from "@rootspan/model";
import { describeValue } from "./describe-value.ts";
import { RootspanError } from "./errors.ts";
import { guard } from "./guard.ts";
import type { EndOptions } from "./session.ts";

/** Each option is read once: callers without types may give objects that throw. */
export function toEndOptions(options: EndOptions | undefined): EndOptions {
  const read = (): EndOptions => {
    const { reason, video, isAutoEnd } = options ?? {};
    return {
      ...(reason !== undefined && { reason }),
      ...(video !== undefined && { video }),
      ...(isAutoEnd !== undefined && { isAutoEnd }),
    };
  };
  return guard("end", read) ?? {};
}

export function invalidEndState(state: unknown): RootspanError {
  return new RootspanError(
    "INVALID_END_STATE",
    `unknown end state ${describeValue(state)}; the session stays open. ` +
      `Use one of ${END_STATES.join(", ")} (or AgentOps' Fail, Error), in any letter case`,
  );
}
