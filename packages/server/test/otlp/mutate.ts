/** Bodies that are nearly right. */

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

/** The same ones in every run. */
export function* mutantsOf(bodies: readonly Buffer[], ofEach: number, seed: number): Generator<Buffer> {
  const random = createRandom(seed);
  for (const body of bodies) {
    for (let mutant = 0; mutant < ofEach; mutant++) yield mutate(body, random);
  }
}
