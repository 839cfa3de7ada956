/** What the service does for its requests, whichever framework it stands on. */
import { setTimeout as pause } from "node:timers/promises";
import { record } from "rootspan";

/** One service on one framework. */
export interface Service {
  readonly url: string;
  readonly close: () => unknown;
}

/** @param hasSessions false for the application as it is without us */
export type Serve = (hasSessions: boolean) => Promise<Service>;

/** What the service says of each request's session. */
export const OPTIONS = { session: () => ({ name: "part", tags: ["service"] }) };

/** Two steps with time between them. */
export async function work(name: string): Promise<{ name: string }> {
  record({ kind: "action", name: `${name} begins` });
  await pause(2);
  record({ kind: "action", name: `${name} goes on` });
  return { name };
}

/** A body that is made bit by bit. */
export async function* count(to: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for (let number = 1; number <= to; number += 1) {
    await pause(2);
    if (number <= 3) record({ kind: "action", name: `counts ${number}` });
    yield encoder.encode(`${number}\n`);
  }
}

export function fail(): never {
  throw new Error("it fails");
}
