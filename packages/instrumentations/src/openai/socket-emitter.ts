/**
 * The WebSocket clients of the library, majors 4 to 7: each is an emitter with a socket. They are seen from the moment
 * that one gets its socket, which its constructor does last but for listening; then by its own methods.
 */
import { context } from "@opentelemetry/api";
import type { Adoptable } from "../adoptable.ts";
import { reportFault } from "../fault.ts";
import { isObject } from "../json-value.ts";
import type { Method } from "../patched-method.ts";
import { isTracingSuppressed } from "../suppressed-tracing.ts";
import type { Tracing } from "../tracing.ts";
import { SocketConnection } from "./socket-connection.ts";

/** The classes that all those clients derive from. */
const EMITTER_CLASSES = [
  "OpenAIRealtimeEmitter",
  "ResponsesEmitter",
  "LiveEmitter",
  "SidebandEmitter",
  "ForksEmitter",
] as const;

/** Each defines one of the classes. Relative to the package, without extension. */
export const EMITTER_FILES = [
  "realtime/internal-base",
  "beta/realtime/internal-base",
  "resources/responses/internal-base",
  "resources/beta/responses/internal-base",
  "resources/live/internal-base",
  "resources/live/sideband/internal-base",
  "resources/live/forks/internal-base",
] as const;

/** @param patchModule that of the instrumentation */
export function createEmitterModules(patchModule: (moduleExports: unknown) => boolean): Adoptable {
  return {
    packageName: "openai",
    esmFiles: EMITTER_FILES.map((file) => `${file}.mjs`),
    needsEachFile: true,
    esmPreludes: [],
    commonJsFiles: EMITTER_FILES.map((file) => `${file}.js`),
    bindings: EMITTER_CLASSES,
    supportsVersion: (version) => /^[4-7]\./.test(version),
    // Not major 4, whose HTTP client the application may have yet to choose.
    canLoadEarly: (version) => !version.startsWith("4."),
    patchModule,
  };
}

interface Socket {
  addEventListener?: (type: "close", listener: (event: { readonly code?: unknown }) => void) => void;
  on?: (type: "close", listener: (code: unknown) => void) => void;
}

interface Emitter {
  readonly url: URL;
  readonly socket: Socket;
  _emit: Method;
  _onError: Method;
}

/** Who wants to see connections. The first that is enabled sees them. */
export interface SocketObserver {
  isEnabled(): boolean;
  /** Never throws. */
  observeSocket(emitter: object): void;
}

/** On a prototype: who observes. A global symbol, so that every copy of this package finds it. */
const OBSERVERS = Symbol.for("rootspan.openai.socket_observers");
/** On a client that is observed. */
const OBSERVED = Symbol.for("rootspan.openai.observed_socket");

export function findEmitterClass(moduleExports: unknown): object | undefined {
  if (!isObject(moduleExports)) return undefined;
  const name = EMITTER_CLASSES.find((candidate) => typeof moduleExports[candidate] === "function");
  return name === undefined ? undefined : (moduleExports[name] as object);
}

export function isSocketEmitter(value: unknown): value is object {
  return isObject(value) && typeof value["_emit"] === "function" && typeof value["_onError"] === "function";
}

/** Clients get their socket by assignment: the first one is seen here, and is their own property as ever. */
export function patchEmitterClass(emitterClass: object, observer: SocketObserver): void {
  const { prototype } = emitterClass as { readonly prototype: { [OBSERVERS]?: SocketObserver[] } };
  const known = Object.hasOwn(prototype, OBSERVERS) ? prototype[OBSERVERS] : undefined;
  if (known !== undefined) {
    if (!known.includes(observer)) known.push(observer);
    return;
  }
  const observers = [observer];
  Object.defineProperty(prototype, OBSERVERS, { value: observers, configurable: true });
  Object.defineProperty(prototype, "socket", {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set(this: object, socket: unknown) {
      Object.defineProperty(this, "socket", { value: socket, configurable: true, writable: true, enumerable: true });
      observers.find((candidate) => candidate.isEnabled())?.observeSocket(this);
    },
  });
}

export function unpatchEmitterClass(emitterClass: object, observer: SocketObserver): void {
  const { prototype } = emitterClass as { readonly prototype: { [OBSERVERS]?: SocketObserver[]; socket?: unknown } };
  const observers = Object.hasOwn(prototype, OBSERVERS) ? prototype[OBSERVERS] : undefined;
  if (observers === undefined) return;
  const position = observers.indexOf(observer);
  if (position >= 0) observers.splice(position, 1);
  if (observers.length > 0) return;
  delete prototype.socket;
  delete prototype[OBSERVERS];
}

/** Never throws. A client that is observed already is left as it is. */
export function observeSocket(tracing: Tracing, client: object): void {
  try {
    if (Object.hasOwn(client, OBSERVED) || isTracingSuppressed(context.active())) return;
    const emitter = client as Emitter;
    const connection = new SocketConnection(tracing, new URL(emitter.url), tracing.parentContext());
    Object.defineProperty(client, OBSERVED, { value: true });
    connection.endWith(client);
    tapClient(emitter, connection);
  } catch (fault) {
    reportFault("observing a WebSocket", fault);
  }
}

function tapClient(emitter: Emitter, connection: SocketConnection): void {
  let isReconnecting = false;
  const tapSocket = (): void => {
    onClose(emitter.socket, (code) => {
      guarded(() => connection.cut());
      // The library decides at once whether it connects again, and then says so.
      setImmediate(() => {
        if (!isReconnecting) guarded(() => connection.closed(code));
      });
    });
  };
  before(emitter, "send", ([event]) => connection.sent(event));
  before(emitter, "sendResponseCreate", ([event]) => connection.sent(event));
  before(emitter, "_onError", ([event, message, cause]) => {
    if (event === null || event === undefined) connection.failed(cause ?? message);
  });
  before(emitter, "_emit", ([type, ...details]) => {
    if (type === "event") {
      connection.received(details[0]);
    } else if (type === "reconnecting") {
      isReconnecting = true;
      connection.reconnecting();
    } else if (type === "reconnected") {
      isReconnecting = false;
      connection.reconnected();
      tapSocket();
    } else if (type === "close") {
      connection.closed(typeof details[0] === "number" ? details[0] : 1006);
    }
  });
  tapSocket();
}

/** Has `look` see the parameters, and nothing else changed: the method is called as ever. */
function before(emitter: object, name: string, look: (parameters: readonly unknown[]) => void): void {
  const method = (emitter as Readonly<Record<string, unknown>>)[name];
  if (typeof method !== "function") return;
  Object.defineProperty(emitter, name, {
    configurable: true,
    writable: true,
    enumerable: false,
    value(this: unknown, ...parameters: unknown[]): unknown {
      guarded(() => look(parameters));
      return (method as Method).apply(this, parameters);
    },
  });
}

function onClose(socket: Socket, listen: (code: number) => void): void {
  const toCode = (code: unknown): number => (typeof code === "number" ? code : 1006);
  if (typeof socket.addEventListener === "function") {
    socket.addEventListener("close", ({ code }) => listen(toCode(code)));
  } else {
    socket.on?.("close", (code) => listen(toCode(code)));
  }
}

function guarded(run: () => void): void {
  try {
    run();
  } catch (fault) {
    reportFault("observing a WebSocket", fault);
  }
}
