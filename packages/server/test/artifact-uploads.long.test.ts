/** Large artifacts and a real process: what it takes of memory, and what kill -9 and a full disk leave. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { uploadPath } from "./http/server-under-test.ts";
import { newSessionId } from "./spans.ts";

const MIB = 1024 * 1024;
const CHUNK = 256 * 1024;

let folder: string;
let session: string;
let child: ChildProcess;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rootspan-uploads-"));
  session = newSessionId();
});

afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(folder, { recursive: true });
});

/** Answers each message with the most memory that the process ever had, in KiB. */
const TELLS_MEMORY = `process.on("message", () => process.send(process.resourceUsage().maxRSS))`;

/** @param limit runs before the server in its shell */
async function serve(limit = ":"): Promise<string> {
  const program = [
    // Garbage goes soon, so that the peak is what is held.
    "--max-semi-space-size=1",
    `--import=data:text/javascript,${encodeURIComponent(TELLS_MEMORY)}`,
    "--conditions=@rootspan/source",
    resolve(__dirname, "../src/main.ts"),
  ];
  child = spawn("sh", ["-c", `${limit}; exec "$@"`, "sh", process.execPath, ...program, "serve", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "ignore", "ipc"],
  });
  const [line] = await once(child.stdout!, "data");
  return /http:\S+/.exec(String(line))![0];
}

async function peakBytes(): Promise<number> {
  child.send("memory");
  const [kib] = (await once(child, "message")) as [number];
  return kib * 1024;
}

/** Bytes that differ from chunk to chunk; `onChunk` is told how many were given. */
function generated(size: number, onChunk: (given: number) => void | Promise<void> = () => undefined): ReadableStream {
  let given = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        if (given === size) return controller.close();
        const chunk = Buffer.alloc(Math.min(CHUNK, size - given), given / CHUNK);
        given += chunk.length;
        controller.enqueue(chunk);
        await onChunk(given);
      },
    },
    { highWaterMark: 0 },
  );
}

function upload(url: string, body: NonNullable<RequestInit["body"]>): Promise<Response> {
  const init = { method: "POST", body, duplex: "half", headers: { "content-type": "video/webm" } };
  return fetch(`${url}${uploadPath(session, "run.webm")}`, init as RequestInit);
}

async function hashOf(stream: ReadableStream): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

const list = async (url: string): Promise<readonly { readonly url: string; readonly sha256: string }[]> => {
  const { artifacts } = (await (await fetch(`${url}/v2/sessions/${session}/artifacts`)).json()) as {
    artifacts?: readonly { readonly url: string; readonly sha256: string }[];
  };
  return artifacts ?? [];
};

/** All files of artifacts, kept or arriving. */
function files(): readonly string[] {
  const place = join(folder, "rootspan.db.artifacts");
  if (!existsSync(place)) return [];
  const entries = readdirSync(place, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

async function kill(): Promise<void> {
  child.kill("SIGKILL");
  await once(child, "exit");
}

it("an artifact goes through the process without being held in it, in both directions", async () => {
  const url = await serve();
  const size = 100 * MIB;
  // What any upload needs once.
  await upload(url, generated(4 * MIB));
  const before = await peakBytes();
  const answer = await upload(url, generated(size));
  expect(answer.status).toBe(201);
  const artifact = (await answer.json()) as { url: string; size: number; sha256: string };
  expect(artifact).toMatchObject({ size, sha256: await hashOf(generated(size)) });
  const response = await fetch(`${url}${artifact.url}`);
  expect(response.headers.get("content-length")).toBe(String(size));
  expect(await hashOf(response.body!)).toBe(artifact.sha256);
  expect((await peakBytes()) - before).toBeLessThan(40 * MIB);
});

it("kill -9 takes no artifact that was acknowledged, and leaves nothing of one that was arriving", async () => {
  const first = await serve();
  const acknowledged = (await (await upload(first, generated(3 * MIB))).json()) as { url: string; sha256: string };
  const broken = upload(
    first,
    generated(50 * MIB, async (given) => {
      if (given !== 20 * MIB) return;
      // The server has some of it, wherever it is just now.
      while (!files().some((file) => file.includes("incoming") && statSync(file).size > 0))
        await new Promise(setImmediate);
      await kill();
    }),
  );
  await expect(broken).rejects.toThrow("fetch failed");
  expect(files()).toHaveLength(2);

  const second = await serve();
  expect(files()).toHaveLength(1);
  expect(await list(second)).toEqual([acknowledged]);
  const kept = await fetch(`${second}${acknowledged.url}`);
  expect(await hashOf(kept.body!)).toBe(acknowledged.sha256);
  expect((await upload(second, generated(3 * MIB))).status).toBe(200);
  expect((await upload(second, generated(50 * MIB))).status).toBe(201);
});

it("kill -9 at any moment leaves the files of what is listed, and no others", async () => {
  const acknowledged = new Set<string>();
  let sent = 0;
  for (let kills = 0; kills < 4; kills++) {
    const url = await serve();
    const enough = acknowledged.size + 10;
    const client = async (): Promise<void> => {
      for (;;) {
        const answer = await upload(url, `artifact ${sent++}`).catch(() => undefined);
        if (answer === undefined) return;
        expect(answer.status).toBe(201);
        acknowledged.add(((await answer.json()) as { url: string }).url);
        // The others are sending; they are cut at whatever point they are.
        if (acknowledged.size >= enough) child.kill("SIGKILL");
      }
    };
    await Promise.all([...Array.from({ length: 6 }, client), once(child, "exit")]);
  }
  const url = await serve();
  const listed = await list(url);
  const ids = files().map((file) => file.split("/").at(-1)!);
  expect(new Set(listed.map((artifact) => artifact.url.split("/").at(-1)))).toEqual(new Set(ids));
  expect(ids).toHaveLength(listed.length);
  const missing = [...acknowledged].filter((path) => !listed.some((artifact) => artifact.url === path));
  expect(missing).toEqual([]);
  for (const artifact of listed) {
    const bytes = Buffer.from(await (await fetch(`${url}${artifact.url}`)).arrayBuffer());
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(artifact.sha256);
  }
});

it("a disk that takes no more is told with 503, and has nothing of the artifact", async () => {
  // No file may be larger than a few MiB: writing beyond it fails as on a full disk, with another code.
  const url = await serve("ulimit -f 8192");
  const refused = await upload(url, generated(20 * MIB));
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({
    code: "store_unavailable",
    message: "the store cannot write: file too large",
  });
  expect(files()).toEqual([]);
  expect(await list(url)).toEqual([]);
  expect((await upload(url, generated(3 * MIB))).status).toBe(201);
});
