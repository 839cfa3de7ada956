/** What brings a session to a process: every spelling of it, everything that is wrong with it, and what it leads to. */
import fc from "fast-check";
import { type Carrier, currentSession, inheritFrom, joinSession, type Session, startSession } from "../src/index.ts";
import { type Recording, startRecording, stopRecording } from "./support/recording.ts";

const ID = "018f6a1e-0000-7000-8000-00000000abcd";
const TRACE = ID.replaceAll("-", "");
const SPAN = "00f067aa0ba902b7";
const TRACEPARENT = `00-${TRACE}-${SPAN}-01`;
const BAGGAGE = `session.id=${ID}`;

let recording: Recording;
beforeEach(() => void (recording = startRecording()));
afterEach(stopRecording);

const rootOf = (session: Session): unknown => {
  const { parentSpanContext: parent } = session.rootSpan as { parentSpanContext?: { traceId: string; spanId: string } };
  return { id: session.id, isOwner: session.isOwner, parent: parent?.spanId, trace: parent?.traceId };
};
const part = (changes: object = {}): unknown => ({ id: ID, isOwner: false, parent: SPAN, trace: TRACE, ...changes });

describe("a session comes", () => {
  const tracestate = "vendor=1,other=2";
  it.each<[string, Carrier]>([
    ["headers of node:http", { host: "a", traceparent: TRACEPARENT, tracestate, baggage: BAGGAGE }],
    ["lists of values", { traceparent: [TRACEPARENT], tracestate: ["vendor=1", "other=2"], baggage: ["a=1", BAGGAGE] }],
    ["Headers", new Headers({ Traceparent: TRACEPARENT, Tracestate: tracestate, Baggage: BAGGAGE })],
    ["a Map", new Map(Object.entries({ TraceParent: TRACEPARENT, traceState: tracestate, baGGage: BAGGAGE }))],
    [
      "pairs",
      [
        ["traceparent", TRACEPARENT],
        ["tracestate", tracestate],
        ["baggage", "a=1"],
        ["Baggage", BAGGAGE],
      ],
    ],
    ["an environment", { TRACEPARENT, TRACESTATE: tracestate, BAGGAGE }],
    ["_meta", { progressToken: 7, traceparent: TRACEPARENT, tracestate, baggage: BAGGAGE }],
    ["no prototype", Object.assign(Object.create(null), { traceparent: TRACEPARENT, tracestate, baggage: BAGGAGE })],
    [
      "a Map with other keys",
      new Map<never, unknown>(
        Object.entries({ traceparent: ` ${TRACEPARENT} `, tracestate, baggage: BAGGAGE }) as never,
      ).set(7 as never, 7),
    ],
  ])("with %s", (_name, carrier) => {
    const session = startSession({ inheritFrom: carrier });
    expect(rootOf(session)).toEqual(part());
    const { spanId } = session.rootSpan.spanContext();
    expect(session.headers()).toEqual({ traceparent: `00-${TRACE}-${spanId}-01`, tracestate, baggage: BAGGAGE });
    expect(recording.told).toEqual([]);
  });

  it.each([
    ["among others", `a=1;b=2, session.id = ${ID} ;property=1,c=3`],
    ["percent-encoded", `session.id=${ID.replaceAll("-", "%2D")}`],
    ["without dashes", `session.id=${TRACE.toUpperCase()}`],
    ["twice", `session.id=${ID},session.id=018f6a1e-0000-7000-8000-00000000eeee`],
    ["beside broken members", `,,=,a,%zz=%zz,session.id=${ID}`],
  ])("with its id %s in baggage", (_name, baggage) => {
    expect(rootOf(startSession({ inheritFrom: { traceparent: TRACEPARENT, baggage } }))).toEqual(part());
    expect(recording.told).toEqual([]);
  });

  it("with its id alone: its own root is the parent", () => {
    const session = startSession({ inheritFrom: { baggage: BAGGAGE } });
    expect(rootOf(session)).toEqual(part({ parent: TRACE.slice(16) }));
    expect(recording.told).toEqual([]);
  });

  it.each(["00", "01", "02", "03", "ff"])("with flags %s, and is recorded", (flags) => {
    const session = startSession({ inheritFrom: { traceparent: `00-${TRACE}-${SPAN}-${flags}`, baggage: BAGGAGE } });
    expect(rootOf(session)).toEqual(part());
    expect(session.rootSpan.isRecording()).toBe(true);
  });

  it.each(["01", "cc", "fe"])("with version %s of traceparent, and what it may have more", (version) => {
    for (const more of ["", "-", "-what-ever"]) {
      const traceparent = `${version}-${TRACE}-${SPAN}-01${more}`;
      expect(rootOf(startSession({ inheritFrom: { traceparent, baggage: BAGGAGE } }))).toEqual(part());
    }
    expect(recording.told).toEqual([]);
  });

  it("below a span of another trace: its id says to which session it belongs", () => {
    const traceId = "a".repeat(32);
    const session = startSession({ inheritFrom: { traceparent: `00-${traceId}-${SPAN}-01`, baggage: BAGGAGE } });
    expect(rootOf(session)).toEqual(part({ trace: traceId }));
    session.record({ kind: "action", name: "work" });
    const work = recording.find("work");
    expect([work.attributes["session.id"], work.spanContext().traceId]).toEqual([ID, traceId]);
  });

  it.each<[string, Carrier]>([
    ["nothing", {}],
    ["Headers without it", new Headers()],
    ["a trace that is no session's", { traceparent: TRACEPARENT, tracestate }],
    ["baggage of others", { traceparent: TRACEPARENT, baggage: "session=1,xsession.id=2,session.id.x=3,session.id" }],
    ["values that are no text", { traceparent: 7, baggage: { session: 1 } }],
    ["empty values", { traceparent: "", baggage: " , " }],
  ])("not with %s, and nobody is told", (_name, carrier) => {
    expect(inheritFrom(carrier, (fault) => recording.told.push(fault))).toBeUndefined();
    expect(startSession({ inheritFrom: carrier }).isOwner).toBe(true);
    expect(recording.told).toEqual([]);
  });

  it("from the environment of the process where the carrier brings none", () => {
    const given = inheritFrom({ baggage: BAGGAGE }, () => {});
    startRecording({ inherited: given });
    expect(startSession({ inheritFrom: {} }).id).toBe(ID);
    expect(startSession({ inheritFrom: {}, inherit: false }).isOwner).toBe(true);
    const other = "018f6a1e-0000-7000-8000-00000000eeee";
    expect(startSession({ inheritFrom: { baggage: `session.id=${other}` } }).id).toBe(other);
  });
});

describe("what is wrong is told", () => {
  const OWN = { isOwner: true, parent: undefined };
  const BELOW_ROOT = { id: ID, isOwner: false, parent: TRACE.slice(16) };
  const noUuid = "which is no UUID: no session is inherited";
  const malformed = "is malformed: the session's root is the parent";
  const unreadable = "what shall bring a session cannot be read: no session is inherited";
  const throwing = {
    get baggage(): string {
      throw new Error("no");
    },
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  it.each<[string, unknown, object, string]>([
    ["no UUID", { baggage: "session.id=7" }, OWN, `session.id="7", ${noUuid}`],
    ["nothing for an id", { baggage: "session.id=" }, OWN, `session.id="", ${noUuid}`],
    ["an id of zeros", { baggage: `session.id=${"0".repeat(32)}` }, OWN, noUuid],
    ["an id that is too long", { baggage: `session.id=${ID}0` }, OWN, noUuid],
    ["broken percents", { baggage: "session.id=%zz" }, OWN, `session.id="%zz", ${noUuid}`],
    ["an id without end", { baggage: `session.id=${"a".repeat(1_000_000)}` }, OWN, `${"a".repeat(100)}", ${noUuid}`],
    ["a line break", { baggage: "session.id=a%0Ab" }, OWN, `session.id="a\\nb", ${noUuid}`],
    ["garbage for a parent", { traceparent: "x", baggage: BAGGAGE }, BELOW_ROOT, `traceparent "x" ${malformed}`],
    ["version ff", { traceparent: `ff-${TRACE}-${SPAN}-01`, baggage: BAGGAGE }, BELOW_ROOT, malformed],
    ["more than version 00 has", { traceparent: `${TRACEPARENT}-x`, baggage: BAGGAGE }, BELOW_ROOT, malformed],
    ["capital letters", { traceparent: TRACEPARENT.toUpperCase(), baggage: BAGGAGE }, BELOW_ROOT, malformed],
    ["a trace of zeros", { traceparent: `00-${"0".repeat(32)}-${SPAN}-01`, baggage: BAGGAGE }, BELOW_ROOT, malformed],
    ["a span of zeros", { traceparent: `00-${TRACE}-${"0".repeat(16)}-01`, baggage: BAGGAGE }, BELOW_ROOT, malformed],
    ["no flags", { traceparent: `00-${TRACE}-${SPAN}`, baggage: BAGGAGE }, BELOW_ROOT, malformed],
    ["two parents", { traceparent: [TRACEPARENT, TRACEPARENT], baggage: BAGGAGE }, BELOW_ROOT, malformed],
    ["a getter that throws", throwing, OWN, unreadable],
    ["a proxy that is revoked", revoked.proxy, OWN, unreadable],
    ["what is no list of pairs", [null, 7], OWN, unreadable],
    ["text", "headers", OWN, "inheritFrom must be headers, MCP's _meta or an environment"],
    ["null", null, OWN, "inheritFrom must be headers, MCP's _meta or an environment"],
  ])("%s", (_name, carrier, expected, message) => {
    expect(rootOf(startSession({ inheritFrom: carrier as never }))).toMatchObject(expected);
    expect(recording.told).toEqual([expect.stringContaining(message)]);
  });

  it("and random headers end no process", () => {
    const hex = (length: number): fc.Arbitrary<string> =>
      fc.string({
        unit: fc.constantFrom(...Array.from("0123456789abcdefF-")),
        minLength: length - 1,
        maxLength: length + 1,
      });
    const parent = fc
      .tuple(fc.constantFrom("00", "01", "ff", "0", ""), hex(32), hex(16), hex(2))
      .map((fields) => fields.join("-"));
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      parent,
      fc.constantFrom(TRACEPARENT, BAGGAGE),
      hex(32).map((id) => `session.id=${id}`),
      fc.array(fc.string()),
      fc.anything(),
    );
    const name = fc.constantFrom("traceparent", "TraceState", "BAGGAGE", "baggage", "x");
    const entries = fc.array(fc.tuple(name, value), { maxLength: 5 });
    const seen = { owner: 0, part: 0 };
    fc.assert(
      fc.property(entries, fc.boolean(), (pairs, isMap) => {
        const session = startSession({ inheritFrom: isMap ? new Map(pairs) : Object.fromEntries(pairs) });
        seen[session.isOwner ? "owner" : "part"] += 1;
        expect(session.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(session.headers()["baggage"]).toBe(`session.id=${session.id}`);
        void session.end();
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(seen.owner, seen.part)).toBeGreaterThan(20);
  });
});

describe("joinSession", () => {
  const carrier = { traceparent: TRACEPARENT, baggage: BAGGAGE };

  it("runs the function inside the part, gives what it gives, and ends the part", async () => {
    const given = await joinSession(
      carrier,
      async (session) => {
        await Promise.resolve();
        expect(currentSession()).toBe(session);
        expect(rootOf(session!)).toEqual(part());
        expect(session!.endTime).toBeUndefined();
        return 7;
      },
      { name: "serve", tags: ["queue"] },
    );
    expect(given).toBe(7);
    const { status, attributes } = recording.find("session serve");
    expect([status.code, attributes["rootspan.session.tags"]]).toEqual([1, ["queue"]]);
  });

  it("ends it as failed, and throws the same error", async () => {
    const error = new RangeError("too far");
    const throws = (): never => {
      throw error;
    };
    for (const fn of [throws, async () => throws()]) {
      await expect(joinSession(carrier, fn)).rejects.toBe(error);
    }
    expect(recording.ended.filter(({ name }) => name === "session").map(({ status }) => status)).toEqual([
      { code: 2, message: "RangeError: too far" },
      { code: 2, message: "RangeError: too far" },
    ]);
  });

  it("leaves an end that the function has chosen", async () => {
    await joinSession(carrier, (session) => void session!.end("Failure", { reason: "no stock" }));
    expect(recording.find("session").status).toEqual({ code: 2, message: "no stock" });
  });

  it.each<[string, Carrier | undefined]>([
    ["no carrier", undefined],
    ["none in it", {}],
    ["a broken one", { baggage: "session.id=7" }],
    ["no object", 7 as never],
  ])("runs it plainly with %s, or in a session of its own where that is wanted", async (_name, none) => {
    expect(await joinSession(none, (session) => [session, currentSession()])).toEqual([undefined, undefined]);
    const own = await joinSession(none, (session) => session, { always: true });
    expect(own).toMatchObject({ isOwner: true, endState: "Success" });
    await expect(joinSession(none, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  });

  it("keeps messages that are handled at once apart", async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `018f6a1e-0000-7000-8000-0000000000${index + 10}`);
    const seen = await Promise.all(
      ids.map((id) =>
        joinSession({ baggage: `session.id=${id}` }, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return currentSession()?.id;
        }),
      ),
    );
    expect(seen).toEqual(ids);
  });
});

it("tracestate that is none is left out", () => {
  const session = startSession({ inheritFrom: { traceparent: TRACEPARENT, tracestate: "\n,=,", baggage: BAGGAGE } });
  expect(session.headers()["tracestate"]).toBeUndefined();
});
