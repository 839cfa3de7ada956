/** The server serves the dashboard that the workspace builds, at every address that it has. */
import { openServer, type RunningServer } from "@rootspan/server";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDashboard } from "../scripts/dashboard.ts";

let server: RunningServer;
const folder = mkdtempSync(join(tmpdir(), "rootspan-pages-"));

beforeAll(async () => {
  ensureDashboard();
  server = await openServer({ port: 0, store: `sqlite:${join(folder, "pages.db")}`, basePath: "/agents" });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const read = (path: string): Promise<Response> => fetch(`${server.url}${path}`);

it("at every page's address, below its base path, with nothing inline", async () => {
  for (const path of ["/", "/sessions/0195f3a2-0000-7000-8000-000000000000", "/compare", "/analytics"]) {
    const response = await read(path);
    const html = await response.text();
    expect([path, response.status, response.headers.get("content-type")]).toEqual([
      path,
      200,
      "text/html; charset=utf-8",
    ]);
    expect(html).toContain('<base href="/agents/"');
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|style=|\son\w+=|https?:\/\//);
    expect(response.headers.get("cache-control")).toBe("no-cache");
  }
  expect((await read("/other")).status).toBe(404);
});

it("under a policy that lets nothing in from elsewhere, and nothing inline", async () => {
  const policy = (await read("/")).headers.get("content-security-policy")!.split("; ");
  expect(policy).toEqual(expect.arrayContaining(["default-src 'self'", "frame-ancestors 'none'", "base-uri 'self'"]));
  expect(policy.join()).not.toMatch(/unsafe|https?:|\*|data:/);
});

it("with scripts and styles that browsers keep, compressed where they take it", async () => {
  const html = await (await read("/")).text();
  const files = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1]!);
  expect(files).toEqual(
    expect.arrayContaining(["theme.js", "icon.svg", expect.stringMatching(/^assets\/index-.*\.js$/)]),
  );
  for (const file of files) {
    const response = await read(`/${file}`);
    expect([file, response.status]).toEqual([file, 200]);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    const shorter = await fetch(`${server.url}/${file}`, { headers: { "accept-encoding": "gzip, br" } });
    expect(shorter.headers.get("content-encoding")).toBe("br");
    expect(await shorter.text()).toBe(await response.clone().text());
    expect(response.headers.get("cache-control")).toBe(
      file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    );
    const plain = await fetch(`${server.url}/${file}`, { headers: { "accept-encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe(await response.text());
  }
});
