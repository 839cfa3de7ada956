/** Whatever a body holds, the decoders answer with records or with an OtlpDecodeError, and soon. */
import fc from "fast-check";
import { decodeJson } from "../../src/otlp/decode-json.ts";
import { decodeProtobuf } from "../../src/otlp/decode-protobuf.ts";
import { OtlpDecodeError } from "../../src/otlp/otlp-decode-error.ts";
import { anyRequest } from "./any-request.ts";
import { toJson, toProtobuf } from "./write-request.ts";

const SEEDS = 60;
const MUTANTS_OF_EACH = 200;

/** Numbers that are the same in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const INTERESTING = [0x00, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x22, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c, 0x3a, 0x5c, 0x2d];

function mutate(body: Buffer, random: (below: number) => number): Buffer {
  let mutant = Buffer.from(body);
  for (let change = 0; change <= random(4); change++) {
    const at = random(mutant.length + 1);
    const end = Math.min(mutant.length, at + random(16));
    const kind = random(5);
    if (kind === 0 && at < mutant.length) mutant[at] = INTERESTING[random(INTERESTING.length)]!;
    else if (kind === 1 && at < mutant.length) mutant[at] = mutant[at]! ^ (1 << random(8));
    else if (kind === 2) mutant = mutant.subarray(0, at);
    else if (kind === 3) mutant = Buffer.concat([mutant.subarray(0, at), mutant.subarray(end)]);
    else mutant = Buffer.concat([mutant.subarray(0, end), mutant.subarray(at)]);
  }
  return mutant;
}

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
