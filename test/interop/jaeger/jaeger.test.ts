/** Sessions in a real Jaeger, as its query API tells of them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DrivenApp } from "../../drive.ts";
import { runExample } from "../../run-example.ts";
import { drawTree } from "../../draw-tree.ts";
import { eventually } from "../eventually.ts";
import { describeProgram } from "../peer.ts";
import { JAEGER } from "./peer.ts";
import { type Jaeger, type JaegerSpan, startJaeger } from "./start-jaeger.ts";

const STATUSES = ["", " [OK]", " [ERROR]"];

describeProgram(JAEGER, (program) => {
  let jaeger: Jaeger;
  let folder: string;
  const apps: DrivenApp[] = [];

  beforeAll(async () => {
    jaeger = await startJaeger(program);
  });

  afterAll(() => jaeger.stop());

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rootspan-interop-"));
  });

  afterEach(async () => {
    for (const app of apps.splice(0)) await app.kill();
    rmSync(folder, { recursive: true });
  });

  const environment = (service: string): Record<string, string> => ({
    ROOTSPAN_ENDPOINT: jaeger.url,
    ROOTSPAN_JOURNAL: join(folder, "journal"),
    ROOTSPAN_HOST_ENVIRONMENT: "off",
    OTEL_SERVICE_NAME: service,
  });
  const start = (name: string, inherited: Readonly<Record<string, string>> = {}): DrivenApp => {
    const app = new DrivenApp(name, { ...environment(name), ...inherited });
    apps.push(app);
    return app;
  };
  const traceIdOf = (sessionId: string): string => sessionId.replaceAll("-", "");
  const rootIdOf = (sessionId: string): string => traceIdOf(sessionId).slice(16);
  const draw = async (sessionId: string): Promise<string> => {
    const spans = await jaeger.spansOf(traceIdOf(sessionId));
    // A span that is there twice would be a fault of ours: Jaeger keeps both.
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    return drawTree(
      spans
        .filter(({ name }) => name !== "session.update")
        .map((span) => ({ id: span.spanId, parentId: span.parentSpanId, label: labelOf(span) })),
    );
  };
  const drawOnce = (sessionId: string, isRight: (drawing: string) => boolean): Promise<string> =>
    eventually(() => draw(sessionId), isRight);

  it("shows a session as one trace, with its root and what happened in it", async () => {
    await runExample("quickstart", environment("shows"));
    const traces = await eventually(
      () => jaeger.search("shows", { "rootspan.session.end_state": "Success" }),
      ({ length }) => length > 0,
    );
    expect(traces).toHaveLength(1);
    expect(await draw(traces[0]!)).toBe(`session quickstart [OK]
  chat gpt-4o-mini
  chat gpt-4o-mini
  execute_tool get_weather
  session.start
  tell the user`);
  });

  it("shows a session while it runs: its start at once, and its calls as they end", async () => {
    const app = start("runs");
    const id = await app.tell<string>("id");
    expect(await drawOnce(id, (drawing) => drawing !== "")).toBe("session.start");
    await app.tell("record", 2);
    await app.tell("flush");
    const running = await drawOnce(id, (drawing) => drawing.includes("execute_tool"));
    expect(running).toBe("chat gpt-4o-mini\nexecute_tool tool\nsession.start");
    const spans = await jaeger.spansOf(traceIdOf(id));
    expect(new Set(spans.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([rootIdOf(id)]));
    await app.tell("end", "Failure", "no umbrella");
    expect(await drawOnce(id, (drawing) => drawing.includes("session runs"))).toBe(`session runs [ERROR] no umbrella
  chat gpt-4o-mini
  execute_tool tool
  session.start`);
  });

  it("shows the whole session of a process that was killed, once the next has started", async () => {
    const doomed = start("doomed");
    const id = await doomed.tell<string>("id");
    await doomed.tell("record", 2);
    await doomed.tell("flush");
    await doomed.tell("record", 2);
    await doomed.kill();
    await drawOnce(id, (drawing) => drawing.includes("execute_tool"));
    expect(await draw(id)).not.toContain("session doomed");
    await start("next").tell("id");
    expect(await drawOnce(id, (drawing) => drawing.includes("session doomed"))).toBe(`session doomed
  chat gpt-4o-mini
  chat gpt-4o-mini
  execute_tool tool
  execute_tool tool
  session.start`);
    const root = (await jaeger.spansOf(traceIdOf(id))).find(({ spanId }) => spanId === rootIdOf(id));
    expect(root?.attributes).toContainEqual({
      key: "rootspan.session.end_state_reason",
      value: { stringValue: "process lost" },
    });
  });

  it("shows two processes that share a session as one trace", async () => {
    const owner = start("owner");
    const id = await owner.tell<string>("id");
    const part = start("part", await owner.tell("env", "start the part"));
    expect(await part.tell("id")).toBe(id);
    await part.tell("record", 2);
    await part.tell("end", "Success", "");
    await owner.tell("record", 1);
    await owner.tell("end", "Success", "");
    expect(await drawOnce(id, (drawing) => drawing.includes("session owner"))).toBe(`session owner [OK]
  chat gpt-4o-mini
  execute_tool start the part
    session part [OK]
      chat gpt-4o-mini
      execute_tool tool
      session.start
  session.start`);
  });

  it("finds sessions by how they ended and by their ids", async () => {
    const ids = await Promise.all(
      (["Success", "Failure"] as const).map(async (state) => {
        const app = start("ends");
        const id = await app.tell<string>("id");
        await app.tell("end", state, "for a reason");
        return id;
      }),
    );
    const [succeeded, failed] = ids.map(traceIdOf);
    const search = (key: string, value: string): Promise<readonly string[]> =>
      eventually(
        () => jaeger.search("ends", { [key]: value }),
        ({ length }) => length > 0,
      );
    expect(await search("rootspan.session.end_state", "Success")).toEqual([succeeded]);
    expect(await search("rootspan.session.end_state", "Failure")).toEqual([failed]);
    expect(await search("session.id", ids[0]!)).toEqual([succeeded]);
  });
});

function labelOf({ name, status }: JaegerSpan): string {
  const message = status?.message ?? "";
  return `${name}${STATUSES[status?.code ?? 0]}${message === "" ? "" : ` ${message}`}`;
}
