/** What every session store must find by text: words and parts of words, in any script, soon or at once. */
import { setTimeout as wait } from "node:timers/promises";
import * as key from "@rootspan/model/attributes";
import type { Store } from "../../src/store/store.ts";
import { newSessionId, spanOf } from "../spans.ts";
import { NOW, projectNamed, type StoreUnderTest } from "./store-under-test.ts";

const TEXTS = {
  english: "The quick brown fox pays the PRICE of 4021 apples",
  german: "Die Straße war naß, und der Ärger groß",
  chinese: "请帮我查询明天北京的天气预报",
  japanese: "機械学習モデルの性能を評価する",
  arabic: "أريد حجز تذكرة إلى القاهرة غدا",
  thai: "สวัสดีชาวโลก",
  korean: "안녕하세요 고객 지원",
  russian: "Проверьте состояние заказа",
  path: "cannot open /var/log/app-server.log: EACCES",
} as const;

type Name = keyof typeof TEXTS;

export function describeSearch(name: string, { open, reopen }: StoreUnderTest): void {
  let store: Store;
  let project: string;
  let ids: Map<string, Name>;

  const search = async (text: string): Promise<readonly Name[]> => {
    const { sessions } = await store.sessions.listSessions(project, { filter: { text }, limit: 50 });
    return sessions.flatMap(({ id }) => ids.get(id) ?? []);
  };

  const caughtUp = async (): Promise<void> => {
    while ((await store.maintenance.searchProgress()).waitingAppends > 0) await wait(20);
  };

  describe(`the search of the store ${name}`, () => {
    beforeAll(async () => {
      store = await open();
      project = (await store.keys.defaultProject()).id;
      ids = new Map();
      for (const [language, text] of Object.entries(TEXTS)) {
        const id = newSessionId();
        ids.set(id, language as Name);
        // In JSON, and escaped as some emitters do it.
        const messages = JSON.stringify([{ role: "user", parts: [{ type: "text", content: `\n${text}` }] }]).replace(
          /[^\0-~]/g,
          (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
        );
        await store.sessions.append({
          projectId: project,
          spans: [spanOf(id, { [key.GEN_AI_INPUT_MESSAGES]: messages })],
          receivedAtMs: NOW,
        });
      }
      await store.sessions.append({
        projectId: await projectNamed(store, "other"),
        spans: [spanOf(newSessionId(), { text: TEXTS.english })],
        receivedAtMs: NOW,
      });
    });

    afterAll(() => store.close());

    const cases: readonly (readonly [string, readonly Name[]])[] = [
      ["quick", ["english"]],
      ["QUICK fox", ["english"]],
      ["fox quick", ["english"]],
      ['"quick brown"', ["english"]],
      ['"brown quick"', []],
      ["quick Straße", []],
      ["rice", ["english"]],
      ["ric", ["english"]],
      ["4021", ["english"]],
      ["402", ["english"]],
      ["fo", ["english"]],
      ["ox", []],
      ["STRASSE", []],
      ["straße", ["german"]],
      ["ärger", ["german"]],
      ["天气", ["chinese"]],
      ["北京的天气", ["chinese"]],
      ["气天", []],
      ["京", ["chinese"]],
      ["機械学習", ["japanese"]],
      ["学習モデル", ["japanese"]],
      ["القاهرة", ["arabic"]],
      ["قاهرة", ["arabic"]],
      ["ชาว", ["thai"]],
      ["고객", ["korean"]],
      ["안녕하", ["korean"]],
      ["заказ", ["russian"]],
      ["СОСТОЯНИЕ", ["russian"]],
      ["app-server.log", ["path"]],
      ["eacces", ["path"]],
      ["/var/log", ["path"]],
      ["nowhere", []],
    ];

    it("finds the same before and after words are indexed, also after it was closed", async () => {
      const expected = cases.map(([text, found]) => [text, found]);
      const find = async () => {
        const found: unknown[] = [];
        for (const [text] of cases) found.push([text, await search(text)]);
        return found;
      };
      expect(await find()).toEqual(expected);
      await caughtUp();
      expect(await find()).toEqual(expected);
      await store.close();
      store = await reopen();
      expect(await find()).toEqual(expected);
    });

    it("finds words that are in different spans of a session, and those of names and events", async () => {
      const id = newSessionId();
      ids.set(id, "path");
      const spans = [
        spanOf(id, {}, { name: "zebra crossing" }),
        spanOf(id, {}, { events: [{ name: "e", timeUnixNano: 1n, attributes: { text: "okapi" } }] }),
      ];
      for (const one of spans) await store.sessions.append({ projectId: project, spans: [one], receivedAtMs: NOW });
      expect(await search("zebra okapi")).toEqual(["path"]);
      await caughtUp();
      expect(await search("zebra okapi")).toEqual(["path"]);
      expect(await search("ebra kapi")).toEqual(["path"]);
    });

    it("is not slowed by what no words are in, and finds none there", async () => {
      const id = newSessionId();
      ids.set(id, "path");
      const file = Buffer.alloc(30_000, "pixels").toString("base64");
      await store.sessions.append({
        projectId: project,
        spans: [spanOf(id, { image: `data:image/png;base64,${file}` })],
        receivedAtMs: NOW,
      });
      await caughtUp();
      expect(await search(file.slice(500, 516))).toEqual([]);
      expect(await search("base64")).toHaveLength(1);
    });

    it("forgets what is replaced or removed", async () => {
      const id = newSessionId();
      ids.set(id, "path");
      const first = spanOf(id, { text: "quagga" });
      const batch = { projectId: project, receivedAtMs: NOW };
      await store.sessions.append({ ...batch, spans: [first, spanOf(id, { text: "tapir" })] });
      await caughtUp();
      expect(await search("quagga tapir")).toEqual(["path"]);
      await store.sessions.replaceSpans({
        ...batch,
        spans: [{ ...first, attributes: { [key.SESSION_ID]: id, text: "gnu" } }],
      });
      await caughtUp();
      while ((await search("quagga")).length > 0) await wait(20);
      expect(await search("tapir gnu")).toEqual(["path"]);
      await store.sessions.deleteSessions(project, { ids: [id] });
      expect(await search("tapir")).toEqual([]);
      await store.sessions.append({ ...batch, spans: [spanOf(id, { text: "emu" })] });
      expect(await search("tapir")).toEqual([]);
      expect(await search("emu")).toEqual(["path"]);
    });
  });
}
