/** What a case acts on: a session that `init` started in surroundings of its own, and what the outside sees of it. */
import OpenAI from "openai";
import { init, type InitOptions, type Session, shutdown } from "rootspan";
import type { Receiver } from "./receiver.ts";

/** How an option is given; `default`: it is not. */
export type Way = "default" | "code" | "environment";

export interface Stage {
  /** What `init` returned. */
  readonly started: Session | undefined;
  /** The same, where it must be there. */
  readonly session: Session;
  readonly receiver: Receiver;
  readonly way: Way;
  /** Calls a model; says whether it answered, or with which code it failed. */
  readonly ask: () => Promise<string>;
}

export interface Settings {
  readonly options: InitOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly way: Way;
}

/** Takes the process's environment for its own, for as long as `act` runs. */
export async function onStage(
  receiver: Receiver,
  { options, environment, way }: Settings,
  act: (stage: Stage) => unknown,
): Promise<unknown> {
  const before = { ...process.env };
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) process.env[name] = value;
  receiver.forget();
  try {
    const started = init(options);
    try {
      return await act({
        started,
        get session() {
          if (started === undefined) throw new Error("init returned no session");
          return started;
        },
        receiver,
        way,
        ask,
      });
    } finally {
      receiver.release();
      await started?.end();
      await shutdown();
    }
  } finally {
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

async function ask(): Promise<string> {
  try {
    const messages = [{ role: "user" as const, content: "hello" }];
    await new OpenAI().chat.completions.create({ model: "gpt-4o-mini", messages });
    return "answered";
  } catch (error) {
    return String((error as { readonly code?: unknown }).code);
  }
}
