/** Which session a word of the command line means. */
import type { SessionList } from "@rootspan/model/rest";
import { CommandError } from "../command-error.ts";
import { NOT_FOUND } from "../exit-code.ts";
import { inPath, type ServerClient } from "./server-client.ts";

export const SESSION_WORD = "ID|latest";

/** The path of the session that is named, or of the one that started last. @throws CommandError */
export async function sessionPathOf(client: ServerClient, word: string): Promise<string> {
  if (word !== "latest") return `/v2/sessions/${inPath(word)}`;
  const { sessions } = await client.get<SessionList>("/v2/sessions", { limit: 1 });
  const [latest] = sessions;
  if (latest === undefined) throw new CommandError("there are no sessions", NOT_FOUND);
  return `/v2/sessions/${inPath(latest.id)}`;
}
