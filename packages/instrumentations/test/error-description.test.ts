/** What a span says of a failure. */
import { describeError } from "../src/error-description.ts";

class RateLimitError extends Error {
  readonly status = 429;
  readonly code: string | null;
  constructor(message: string, code: string | null) {
    super(message);
    this.code = code;
  }
}

it("prefers the provider's code to the class, and adds the status", () => {
  expect(describeError(new RateLimitError("429 You asked: my secret", "insufficient_quota"), false)).toEqual({
    attributes: { "error.type": "insufficient_quota", "http.response.status_code": 429 },
    message: "429 insufficient_quota",
  });
});

it("takes the class where the code could hide content", () => {
  const { attributes, message } = describeError(new RateLimitError("x", "you asked: my secret"), false);
  expect([attributes["error.type"], message]).toEqual(["RateLimitError", "429 RateLimitError"]);
});

it("finds the system's code behind a failed connection", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const error = new Error("Connection error.", { cause: new TypeError("fetch failed", { cause }) });
  expect(describeError(error, false).attributes["error.type"]).toBe("ECONNREFUSED");
});

it("gives the message with content capture on, bounded", () => {
  expect(describeError(new RateLimitError("slow down", null), true).message).toBe("slow down");
  expect(describeError(new Error("x".repeat(100_000)), true).message.length).toBeLessThan(5000);
});

it.each([undefined, null, "text", 3, {}, Object.create(null)])("of %p is some type", (error) => {
  expect(typeof describeError(error, true).attributes["error.type"]).toBe("string");
});
