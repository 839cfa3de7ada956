/** Whatever a body holds, the decoders answer with records or with an OtlpDecodeError, and soon. */
import fc from "fast-check";
import type { SpanRecord } from "@rootspan/model";
import { decodeJson } from "../../src/otlp/decode-json.ts";
import { decodeProtobuf } from "../../src/otlp/decode-protobuf.ts";
import { anyRequest } from "./any-request.ts";
import { mutantsOf } from "./mutate.ts";
import { tryDecode } from "./try-decode.ts";
import { toJson, toProtobuf } from "./write-request.ts";

const SEEDS = 60;
const MUTANTS_OF_EACH = 200;

/** How many bodies were taken and how many refused. */
function decodeMutants(
  bodies: readonly Buffer[],
  decode: (body: Buffer) => readonly SpanRecord[],
): { taken: number; refused: number } {
  const outcome = { taken: 0, refused: 0 };
  for (const mutant of mutantsOf(bodies, MUTANTS_OF_EACH, 20_261_123)) {
    if (tryDecode(mutant, decode) === undefined) outcome.refused += 1;
    else outcome.taken += 1;
  }
  return outcome;
}

const requests = fc.sample(anyRequest, { numRuns: SEEDS, seed: 7 });

it.each([
  ["protobuf", toProtobuf, decodeProtobuf],
  ["JSON", toJson, decodeJson],
] as const)("12,000 mutated bodies of %s never crash the decoder", (_name, write, decode) => {
  const { taken, refused } = decodeMutants(requests.map(write), decode);
  expect(taken + refused).toBe(SEEDS * MUTANTS_OF_EACH);
  expect(taken).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(1_000);
});
