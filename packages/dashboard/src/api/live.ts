/** Follows the server's events. A browser comes back by itself, and says then what it knew last. */
import type { ProjectLiveEvent, SessionLiveEvent } from "@rootspan/model/rest";
import { toAddress } from "./request.ts";

type LiveEvent = ProjectLiveEvent | SessionLiveEvent;

/** Events that come together are told together. */
const TOGETHER_MS = 150;

/** @returns ends it */
export function follow<E extends LiveEvent>(
  path: string,
  names: readonly E["event"][],
  listener: (events: readonly E[]) => void,
): () => void {
  const source = new EventSource(toAddress(path));
  let waiting: E[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (): void => {
    timer = undefined;
    const events = waiting;
    waiting = [];
    listener(events);
  };
  for (const event of names) {
    source.addEventListener(event, ({ data }: MessageEvent<string>) => {
      waiting.push({ event, data: JSON.parse(data) as unknown } as E);
      timer ??= setTimeout(tell, TOGETHER_MS);
    });
  }
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
