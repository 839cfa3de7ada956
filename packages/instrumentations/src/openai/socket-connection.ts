/**
 * A connection that is open for long, and the responses that are made over it: one span for the connection, and one
 * within for each response, from the request, or where the provider begins by itself from its first event, to its last.
 */
import type { Context } from "@opentelemetry/api";
import * as key from "@rootspan/model/attributes";
import type { InferenceCall } from "../inference-call.ts";
import { isObject, type JsonObject, numberOf, objectOf, textOf } from "../json-value.ts";
import { plain, type Surface } from "../surface.ts";
import type { Tracing } from "../tracing.ts";
import { transcriptions } from "./audio.ts";
import { openCall } from "./open-call.ts";
import { realtimeResponses } from "./realtime.ts";
import { responses } from "./responses.ts";

/** What may be said before a response without memory growing. */
const MAX_ITEMS = 100;

/** The last event of a response. */
const LAST_EVENTS: ReadonlySet<unknown> = new Set([
  "response.done",
  "response.completed",
  "response.failed",
  "response.incomplete",
  "response.cancelled",
]);

/** A response that was asked for and has not begun. */
interface Asked {
  readonly call: InferenceCall;
  /** Of one of several streams on one connection; undefined where there is but one. */
  readonly stream: unknown;
  readonly eventId: unknown;
}

export class SocketConnection {
  private readonly tracing: Tracing;
  private readonly client: { readonly baseURL: string };
  private readonly surface: Surface;
  private readonly span: InferenceCall;
  /** Ends the spans, should the connection be lost without a word: see `InferenceCall.abandonWith`. */
  private lifeline: WeakRef<object> | undefined;
  private session: JsonObject;
  private readonly asked: Asked[] = [];
  /** By response, or by stream where events do not name their response. */
  private readonly running = new Map<string, InferenceCall>();
  private items: unknown[] = [];
  private failure: unknown;
  private isClosed = false;

  constructor(tracing: Tracing, url: URL, parent: Context) {
    this.tracing = tracing;
    this.client = { baseURL: url.href.replace(/^ws/, "http") };
    const api = /\/(realtime|live|responses)\b/.exec(url.pathname)?.[1] ?? "socket";
    this.surface = api === "realtime" ? realtimeResponses : responses;
    const model = url.searchParams.get("model") ?? url.searchParams.get("deployment") ?? undefined;
    this.session = { model };
    this.span = openCall(tracing, {
      surface: plain,
      name: `${api}.connection`,
      request: this.session,
      client: this.client,
      owner: this,
      parent,
    });
  }

  /** The application holds `lifeline` as long as the connection is of use. */
  endWith(lifeline: object): void {
    this.lifeline = new WeakRef(lifeline);
    this.span.abandonWith(lifeline);
  }

  /** The application sends this event. */
  sent(event: unknown): void {
    if (!isObject(event) || this.isClosed) return;
    if (event["type"] === "conversation.item.create") this.hear(event["item"]);
    if (event["type"] !== "response.create") return;
    const call = this.open(objectOf(event["response"]) ?? event);
    this.asked.push({ call, stream: event["stream_id"], eventId: event["event_id"] });
  }

  /** The provider has sent this event. */
  received(told: unknown): void {
    // A live session wraps the events of its responses.
    const event = isObject(told) && told["type"] === "response.event" ? objectOf(told["event"]) : told;
    if (!isObject(event)) return;
    const type = textOf(event["type"]) ?? "";
    if (type.startsWith("session.")) this.readSession(event);
    else if (type.startsWith("response.")) this.readResponse(type, event);
    else if (type === "error") this.readError(event);
    else if (type === "conversation.item.input_audio_transcription.completed") this.readTranscription(event);
  }

  /** Something is wrong; whether it is the end, the connection's end will tell. */
  failed(error: unknown): void {
    this.failure = error;
  }

  /** The socket is closed: what is sent from now on nobody gets, unless the library connects again. */
  cut(): void {
    this.isClosed = true;
  }

  reconnecting(): void {
    this.isClosed = false;
  }

  /** @param code that of RFC 6455; 1006 where nothing was said */
  closed(code: number): void {
    this.isClosed = true;
    const isProper = code === 1000 || code === 1001 || code === 1005;
    const error = isProper ? undefined : (this.failure ?? connectionError(code));
    this.endCalls(error);
    if (error === undefined) this.span.complete(undefined);
    else this.span.fail(error);
  }

  /** The connection is another one now: what ran over the old one is lost. */
  reconnected(): void {
    this.endCalls(this.failure ?? connectionError(1006));
    this.failure = undefined;
  }

  private endCalls(error: unknown): void {
    for (const call of [...this.running.values(), ...this.asked.map((one) => one.call)]) {
      if (error === undefined) call.finish();
      else call.fail(error);
    }
    this.running.clear();
    this.asked.length = 0;
  }

  private open(request: JsonObject): InferenceCall {
    const call = openCall(this.tracing, {
      surface: this.surface,
      name: "response",
      request: this.surface === realtimeResponses ? this.withSession(request) : request,
      client: this.client,
      owner: {},
      parent: this.span.context,
    });
    call.openStream();
    const lifeline = this.lifeline?.deref();
    if (lifeline !== undefined) call.abandonWith(lifeline);
    return call;
  }

  /** A realtime response is asked for by what differs from the session, which remembers what was said. */
  private withSession(request: JsonObject): JsonObject {
    const { items } = this;
    this.items = [];
    return { ...this.session, input: items, ...request };
  }

  private readResponse(type: string, event: JsonObject): void {
    const name = this.nameOf(event);
    let call = this.running.get(name);
    if (call === undefined) {
      if (type !== "response.created") return;
      call = this.take(event["stream_id"])?.call ?? this.open({});
      this.running.set(name, call);
    }
    call.chunk(event);
    if (!LAST_EVENTS.has(type)) return;
    this.running.delete(name);
    call.finish();
  }

  /** Events of the Realtime API name their response; the others come one response after another in each stream. */
  private nameOf(event: JsonObject): string {
    if (this.surface !== realtimeResponses) return textOf(event["stream_id"]) ?? "";
    return textOf(event["response_id"]) ?? textOf(objectOf(event["response"])?.["id"]) ?? "";
  }

  private take(stream: unknown): Asked | undefined {
    const position = this.asked.findIndex((one) => one.stream === stream);
    return position < 0 ? undefined : this.asked.splice(position, 1)[0];
  }

  /** An error of the provider's ends no connection. It is that of a request where it can be told of which. */
  private readError(event: JsonObject): void {
    const error = objectOf(event["error"]) ?? event;
    const eventId = error["event_id"] ?? event["client_event_id"];
    const position = this.asked.findIndex((one) =>
      textOf(eventId) === undefined ? one.stream === event["stream_id"] : one.eventId === eventId,
    );
    const failed = { ...error, code: error["code"] ?? error["type"] };
    if (position >= 0) {
      this.asked.splice(position, 1)[0]!.call.fail(failed);
    } else if (this.surface !== realtimeResponses) {
      const name = this.nameOf(event);
      this.running.get(name)?.fail(failed);
      this.running.delete(name);
    }
  }

  private readSession(event: JsonObject): void {
    this.session = { ...this.session, ...objectOf(event["session"]) };
    const model = textOf(this.session["model"]);
    if (model !== undefined) this.span.setAttributes({ [key.GEN_AI_RESPONSE_MODEL]: model });
    const seconds = numberOf(objectOf(event["usage"])?.["seconds"]);
    // A live session itself is charged for, by its time. Each count holds all before it.
    if (seconds !== undefined) {
      this.span.setAttributes({ [key.ROOTSPAN_KIND]: "llm", [key.ROOTSPAN_USAGE_AUDIO_INPUT_SECONDS]: seconds });
    }
  }

  /** What was heard is written down by another model, which is charged for by itself. */
  private readTranscription(event: JsonObject): void {
    const text = textOf(event["transcript"]);
    this.hear({ type: "message", role: "user", content: [{ type: "input_text", text }] });
    if (!isObject(event["usage"])) return;
    const audio = objectOf(objectOf(this.session["audio"])?.["input"]);
    const settings = objectOf(audio?.["transcription"]) ?? objectOf(this.session["input_audio_transcription"]);
    openCall(this.tracing, {
      surface: transcriptions,
      name: "transcription",
      request: { model: settings?.["model"] },
      client: this.client,
      owner: {},
      parent: this.span.context,
    }).complete({ text, usage: event["usage"] });
  }

  private hear(item: unknown): void {
    if (this.items.length < MAX_ITEMS) this.items.push(item);
  }
}

function connectionError(code: number): Error {
  return Object.assign(new Error(`The connection was closed with code ${code}.`), { name: "ConnectionClosed" });
}
