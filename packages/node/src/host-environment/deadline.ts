/** The patience of a gathering: a file on a disk that does not answer holds up nothing else. */
// The host may have put other timers on the global object; those of jsdom cannot be unref'd.
import { clearInterval, setInterval, setTimeout } from "node:timers";

export interface Deadline {
  readonly isPassed: () => boolean;
  /** What the work gives; undefined when it fails, or is not done in time. Never rejects. */
  readonly within: <T>(work: Promise<T>) => Promise<T | undefined>;
  readonly close: () => void;
}

const TICK_MS = 50;

/**
 * Does not keep the process alive. Time in which the host blocks its thread counts as one tick at most: after that the
 * first thing to run are timers, and all that was read meanwhile would be lost to a clock that ran on.
 */
export function openDeadline(milliseconds: number): Deadline {
  let ticks = Math.ceil(milliseconds / TICK_MS);
  let pass = (): void => {};
  const passed = new Promise<undefined>((resolve) => {
    pass = () => resolve(undefined);
  });
  const timer = setInterval(() => {
    ticks -= 1;
    if (ticks > 0) return;
    clearInterval(timer);
    pass();
  }, TICK_MS);
  timer.unref();
  return {
    isPassed: () => ticks <= 0,
    within: (work) => Promise.race([work.catch(() => undefined), passed]),
    close: () => clearInterval(timer),
  };
}

/** Does not keep the process alive: where nothing else does, it never ends. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
