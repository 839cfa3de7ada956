/** A session written by somebody who wants to run code in the pages, deceive their readers, or bring them down. */
import { init, startSession } from "rootspan";

const MARKUP =
  `<script>window.__ran = "script"</script><img src=x onerror="window.__ran='img'"><svg onload="window.__ran='svg'">` +
  `<iframe srcdoc="<script>parent.__ran='iframe'</script>"></iframe><style>*{display:none}</style>`;
const LINKS =
  "[click](javascript:window.__ran='link') <javascript:window.__ran='auto'> ![image](https://tracker.invalid/p.png) " +
  "[data](data:text/html,<script>alert(1)</script>) [ok](https://example.com)";
const BIDI = "invoice\u202Efdp.exe \u2066hidden\u2069 \u200Bzero\u200Bwidth \u{E0041}";
const TERMINAL = "\u001b[31mred\u001b[0m \u001b]8;;https://evil.invalid\u0007link\u001b]8;;\u0007 \u0000 \u009b1m";
const EMOJI = "👩‍💻🏳️‍🌈 ﷽ Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́O 日本語 العربية";
const ALL = [MARKUP, LINKS, BIDI, TERMINAL, EMOJI].join("\n\n");
const MEGABYTE = "A very long line without an end ".repeat(32_768);

init({
  serviceName: `svc ${MARKUP} ${BIDI}`,
  maxAttributeBytes: 4_000_000,
  hostEnvironment: "off",
  autoStartSession: false,
});
const session = startSession({
  name: ALL.slice(0, 190),
  tags: [MARKUP, BIDI, TERMINAL, "__proto__", "x".repeat(180)],
});
session.setVideo("javascript:window.__ran='video'");

session.record({
  kind: "llm",
  model: `model ${MARKUP}`,
  prompt: [
    { role: MARKUP, content: ALL },
    { role: "user", content: [{ type: "image_url", image_url: { url: "javascript:window.__ran='image'" } }] },
    {
      role: "user",
      content: `# ${ALL}\n\n> quote ${LINKS}\n\n| a | b |\n|---|---|\n| ${MARKUP.replaceAll("|", "")} | ${BIDI} |`,
    },
    { role: "user", content: "> ".repeat(3_000) + "deep quote" },
    { role: "user", content: "[".repeat(5_000) + "](".repeat(2_000) },
    { role: "user", content: MEGABYTE },
  ],
  completion: `${ALL} ${MEGABYTE}`,
  inputTokens: 9_007_199_254,
  outputTokens: 1,
});
session.record({
  kind: "tool",
  name: ALL,
  params: deep(900),
  returns: { __proto__: null, [MARKUP]: ALL, [BIDI]: TERMINAL },
});
session.record({ kind: "tool", name: "", params: wide(20_000), returns: MEGABYTE } as never);
session.record({ kind: "tool", name: " ", params: wide(20_000), returns: MEGABYTE });
session.record({
  kind: "action",
  name: MARKUP,
  params: JSON.stringify(MARKUP),
  screenshot: "javascript:window.__ran='shot'",
  logs: TERMINAL,
});
const error = new Error(ALL);
error.name = MARKUP;
error.stack = `${ALL}\n${"at <script>alert(1)</script> (file.js:1:1)\n".repeat(500)}`;
session.record({ kind: "error", error, type: MARKUP, code: BIDI, details: { [MARKUP]: MEGABYTE } });
console.log(session.id);
await session.end("Failure", { reason: ALL.slice(0, 900) });

function deep(levels: number): unknown {
  let value: unknown = MARKUP;
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { [`level ${level}`]: value };
  return value;
}

function wide(fields: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: fields }, (_, index) => [`field ${index} ${BIDI}`, MARKUP]));
}
