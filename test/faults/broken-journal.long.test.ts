/** What a loss of power leaves of a journal: the next process sends what is whole, tells of the rest, and works. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDraw } from "../../packages/node/test/journal/apps/draw.ts";
import { runApp } from "../run-app.ts";
import { age, listAll, listHeld } from "./journal-files.ts";
import type { Draw } from "./plan.ts";
import { serverForEachTest } from "../server-for-each-test.ts";

const server = serverForEachTest();

type Damage = (content: Buffer, draw: Draw) => Buffer;

const DAMAGES: Readonly<Record<string, Damage>> = {
  "is cut off": (content, draw) => content.subarray(0, draw(content.length)),
  "ends in zeros": (content, draw) => Buffer.concat([content.subarray(0, draw(content.length))], content.length),
  "has bytes flipped": (content, draw) => {
    const flipped = Buffer.from(content);
    for (let flips = 1 + draw(5); flips > 0; flips -= 1) flipped[draw(content.length)]! ^= 1 << draw(8);
    return flipped;
  },
  "has a block of another file in it": (content, draw) => {
    const start = draw(content.length);
    return Buffer.from(content).fill("another file ", start, Math.min(content.length, start + 4_096));
  },
};

const SEEDS = [1, 2];
const cases = Object.keys(DAMAGES).flatMap((damage) => SEEDS.map((seed) => ({ damage, seed })));

interface ExportedSpan {
  readonly span_id: string;
  readonly name: string;
  readonly kind: string;
}

/** Ids of all spans at the server, by session. */
async function readServer(): Promise<ReadonlyMap<string, readonly ExportedSpan[]>> {
  const read = async (path: string): Promise<unknown> => (await fetch(`${server.url}/v2/sessions${path}`)).json();
  const { sessions } = (await read("")) as { sessions: readonly { readonly id: string }[] };
  const entries = sessions.map(async ({ id }) => {
    const { spans } = (await read(`/${id}/export`)) as { spans: readonly ExportedSpan[] };
    return [id, spans] as const;
  });
  return new Map(await Promise.all(entries));
}

const SPAN_ID = /"spanId":"([0-9a-f]{16})"/;

/** Span ids of lines. */
function idsOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => SPAN_ID.exec(line)?.[1] ?? []);
}

it.each(cases)(
  "after a loss of power, whole lines of a file that $damage arrive, and the rest is told (seed $seed)",
  async ({ damage, seed }) => {
    const draw = createDraw(seed * 7_919);
    const journal = join(server.folder, "journal");
    const environment = { ROOTSPAN_JOURNAL: journal };
    const dead = await runApp("../faults/crashed-app.ts", { ...environment, ROOTSPAN_ENDPOINT: "http://127.0.0.1:1" });
    expect(dead).toMatchObject({ code: null, errors: "" });

    const whole: string[] = [];
    const written: string[] = [];
    for (const path of listHeld(journal)) {
      const file = join(journal, path);
      const content = readFileSync(file);
      // The record of the open root now and then; the spans always.
      const isDamaged = path.endsWith(".jsonl") || draw(2) === 0;
      const damaged = isDamaged ? DAMAGES[damage]!(content, draw) : content;
      writeFileSync(file, damaged);
      if (!path.endsWith(".jsonl")) continue;
      const lines = new Set(damaged.toString().split("\n"));
      written.push(...content.toString().trimEnd().split("\n"));
      whole.push(...written.filter((line) => lines.has(line)));
    }
    for (const name of ["owner.json", "acknowledged"]) {
      const path = listAll(journal).find((each) => each.endsWith(name));
      if (path === undefined || draw(3) > 0) continue;
      const file = join(journal, path);
      writeFileSync(file, DAMAGES[damage]!(readFileSync(file), draw));
    }
    // Without an owner that can be read, a folder waits for a while.
    age(journal);

    const next = await runApp("../faults/next-app.ts", { ...environment, ROOTSPAN_ENDPOINT: server.url });
    expect(next).toMatchObject({ code: 0, errors: "" });
    const { id, told, counters } = JSON.parse(next.output) as { id: string; told: string[]; counters: object };
    expect(counters).toMatchObject({ exported: 3, dropped: 0, refused: 0, waiting: 0 });
    const served = await readServer();
    expect(
      served
        .get(id)
        ?.map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(["action", "marker", "session"]);

    const spans = [...served].filter(([session]) => session !== id).flatMap(([, all]) => all);
    const ids = spans.map(({ span_id }) => span_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([...idsOf(whole)]));
    expect(whole.length).toBeGreaterThan(0);
    expect(whole.length).toBeLessThan(written.length);
    // A cut may fall between two lines, and a flipped bit may make another text.
    const isSeen = damage === "ends in zeros" || damage === "has a block of another file in it";
    expect(!isSeen || told.join("\n").includes("were cut off or overwritten, and are lost")).toBe(true);
    expect(readdirSync(journal)).toEqual([]);
  },
);
