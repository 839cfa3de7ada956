/** Our decoder and an independent one read the same records out of the same bytes. */
import fc from "fast-check";
import { decodeProtobuf } from "../../src/otlp/decode-protobuf.ts";
import { anyRequest } from "./any-request.ts";
import { decodeIndependently } from "./independent-decoder.ts";
import { toProtobuf } from "./write-request.ts";

it("whatever a request holds", () => {
  let spans = 0;
  fc.assert(
    fc.property(anyRequest, (request) => {
      const body = toProtobuf(request);
      const records = decodeIndependently(body);
      spans += records.length;
      expect(decodeProtobuf(body)).toEqual(records);
    }),
    { numRuns: 400, seed: 11 },
  );
  expect(spans).toBeGreaterThan(300);
});
