/** What is encoded is decoded to the same, to the last digit. */
import fc from "fast-check";
import { decodeJson } from "../../src/otlp/decode-json.ts";
import { decodeProtobuf } from "../../src/otlp/decode-protobuf.ts";
import { encodeJson } from "../../src/otlp/encode-json.ts";
import { span } from "../spans.ts";
import { anyRequest } from "./any-request.ts";
import { toProtobuf } from "./write-request.ts";

it("decodes to the spans that were encoded", () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const spans = decodeProtobuf(toProtobuf(request));
      const text = encodeJson(spans);
      expect(text).not.toContain("\n");
      expect(decodeJson(Buffer.from(text))).toHaveLength(spans.length);
      for (const span of spans) expect(decodeJson(Buffer.from(encodeJson([span])))).toEqual([span]);
    }),
    { numRuns: 200 },
  );
});

it("writes what sent spans once for all of them", () => {
  const resource = { "service.name": "shop" };
  const scope = { name: "test" };
  const text = encodeJson([
    span({ resource, scope }),
    span({ resource: { ...resource }, scope: { ...scope } }),
    span({ resource, scope: { name: "other" } }),
  ]);
  expect(text.match(/"resource":/g)).toHaveLength(1);
  expect(text.match(/"scope":/g)).toHaveLength(2);
  expect(decodeJson(Buffer.from(text))).toHaveLength(3);
});
