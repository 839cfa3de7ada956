/** What a span says of a failure. */
import { describeFailure } from "../src/content/index.ts";

const off = { captureContent: false, maxAttributeBytes: 10_000 };
const on = { captureContent: true, maxAttributeBytes: 10_000 };

class RateLimitError extends Error {
  readonly status = 429;
  readonly code: string | null;
  constructor(message: string, code: string | null) {
    super(message);
    this.code = code;
  }
}

it("prefers the provider's code to the class, and adds the status", () => {
  expect(describeFailure(new RateLimitError("429 You asked: my secret", "insufficient_quota"), off)).toEqual({
    attributes: { "error.type": "insufficient_quota", "http.response.status_code": 429 },
    message: "429 insufficient_quota",
  });
});

it("takes the class where the code could hide content", () => {
  const { attributes, message } = describeFailure(new RateLimitError("x", "you asked: my secret"), off);
  expect([attributes["error.type"], message]).toEqual(["RateLimitError", "429 RateLimitError"]);
});

it("finds the system's code behind a failed connection", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const error = new Error("Connection error.", { cause: new TypeError("fetch failed", { cause }) });
  expect(describeFailure(error, off).attributes["error.type"]).toBe("ECONNREFUSED");
});

it("gives the message with content capture on, bounded", () => {
  expect(describeFailure(new RateLimitError("slow down", null), on).message).toBe("slow down");
  expect(describeFailure(new Error("x".repeat(100_000)), on).message.length).toBeLessThan(5000);
});

it.each([undefined, null, "text", 3, {}, Object.create(null)])("of %p is some type", (error) => {
  expect(typeof describeFailure(error, on).attributes["error.type"]).toBe("string");
});
