/** Speaks to a server's REST, and says in words what went wrong. */
import { toPrintable } from "../../printable.ts";
import { CommandError } from "../command-error.ts";
import { type ExitCode, FAILED, NO_ACCESS, NO_ANSWER, NOT_FOUND, WRONG_USE } from "../exit-code.ts";
import { readOtlpAnswer } from "./read-otlp-answer.ts";

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface RequestOptions {
  readonly method?: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: NonNullable<RequestInit["body"]>;
}

export interface ServerClient {
  readonly url: string;
  /** The answer, which is no error. @throws CommandError */
  ask(path: string, options?: RequestOptions): Promise<Response>;
  /** Its body, which is JSON. @throws CommandError */
  get<T>(path: string, query?: Query): Promise<T>;
}

export interface ServerClientSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string | undefined;
}

/** What the server answered, when that was an error. */
export class AnswerError extends CommandError {
  override readonly name = "AnswerError";
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, message: string, retryAfter: string | null, isOfFlags: boolean) {
    super(message, status === 400 && isOfFlags ? WRONG_USE : exitCodeOf(status));
    this.status = status;
    this.retryAfterSeconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
  }
}

export function openServerClient({ url, key }: ServerClientSettings): ServerClient {
  const ask: ServerClient["ask"] = async (path, { method = "GET", query = {}, headers = {}, body } = {}) => {
    const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
    const init = { method, headers: { ...authorization, ...headers }, ...(body !== undefined && { body }) };
    const answer = await fetch(`${url}${path}${toSearch(query)}`, init).catch((error: unknown) => {
      throw new CommandError(`cannot reach ${url}: ${reasonOf(error)}`, NO_ANSWER);
    });
    if (answer.ok) return answer;
    const retryAfter = answer.headers.get("retry-after");
    // What is sent comes from files; all else that is asked for, from the command line.
    throw new AnswerError(answer.status, await messageOf(answer), retryAfter, body === undefined);
  };
  return {
    url,
    ask,
    get: async <T>(path: string, query: Query = {}): Promise<T> => {
      const answer = await ask(path, { query });
      try {
        return (await answer.json()) as T;
      } catch {
        throw new CommandError(`${url} answered something that is not JSON: is it a server of rootspan?`);
      }
    },
  };
}

/** As it stands in a path. */
export function inPath(text: string): string {
  return encodeURIComponent(text);
}

function toSearch(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of value === undefined ? [] : [value].flat()) search.append(name, String(item));
  }
  return search.size === 0 ? "" : `?${search.toString()}`;
}

function exitCodeOf(status: number): ExitCode {
  if (status === 404) return NOT_FOUND;
  if (status === 401 || status === 403) return NO_ACCESS;
  return status === 502 || status === 503 || status === 504 ? NO_ANSWER : FAILED;
}

async function messageOf(answer: Response): Promise<string> {
  const { status, statusText } = answer;
  const { message } = await readOtlpAnswer(answer);
  return `${toPrintable(message || statusText)} (${status})`;
}

/** `fetch` says only that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { readonly cause?: { code?: string; message?: string }; message?: string };
  if (cause?.code === "ECONNREFUSED") return "nothing listens there";
  if (cause?.code === "ENOTFOUND" || cause?.code === "EAI_AGAIN") return "there is no such host";
  return cause?.code ?? cause?.message ?? message ?? "unknown";
}
