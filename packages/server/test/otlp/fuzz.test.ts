/** Whatever a body holds, the decoders answer with records or with an OtlpDecodeError, and soon. */
import fc from "fast-check";
import { decodeJson } from "../../src/otlp/decode-json.ts";
import { decodeProtobuf } from "../../src/otlp/decode-protobuf.ts";
import { OtlpDecodeError } from "../../src/otlp/otlp-decode-error.ts";
import { anyRequest } from "./any-request.ts";
import { createRandom, mutate } from "./mutate.ts";
import { toJson, toProtobuf } from "./write-request.ts";

const SEEDS = 60;
const MUTANTS_OF_EACH = 200;

/** How many bodies were taken and how many refused. */
function decodeMutants(
  bodies: readonly Buffer[],
  decode: (body: Buffer) => unknown,
): { taken: number; refused: number } {
  const random = createRandom(20_261_123);
  const outcome = { taken: 0, refused: 0 };
  for (const body of bodies) {
    for (let mutant = 0; mutant < MUTANTS_OF_EACH; mutant++) {
      const mutated = mutate(body, random);
      try {
        decode(mutated);
        outcome.taken++;
      } catch (error) {
        if (!(error instanceof OtlpDecodeError))
          throw new Error(`crashed on ${mutated.toString("hex")}`, { cause: error });
        outcome.refused++;
      }
    }
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
