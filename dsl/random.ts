/**
 * Seeded randomness, passed as an argument wherever a choice is made: same seed, same result, on every platform.
 *
 * The generator is sfc32 (C. Doty-Humphrey, PractRand): 128 bits of state, passes BigCrush, a few integer
 * operations a draw. Its state can be written to a checkpoint and read back, which resuming a run bit for bit needs.
 */

export interface Random {
  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number;
  /** Uniform integer in [0, n). `n` is a positive integer up to 2^53. */
  int(n: number): number;
  /** Uniform big integer in [0, n), unbiased. `n` is positive. */
  bigint(n: bigint): bigint;
  /** Standard normal draw (Box-Muller, one value a call, no hidden second value in the state). */
  normal(): number;
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent stream, named; the parent's state is not advanced. */
  fork(name: string): Random;
  /** The whole state as text; `restoreRandom(state)` continues the same sequence. */
  state(): string;
}

/** A generator seeded by a number or any text. */
export function seededRandom(seed: number | string): Random {
  const words = hashWords(String(seed));
  const random = fromWords(words[0], words[1], words[2], words[3]);
  for (let i = 0; i < 12; i++) random.next();
  return random;
}

/** Continues a generator from `Random.state()`; a malformed state is a bug of the caller and throws. */
export function restoreRandom(state: string): Random {
  const words = state.split(',').map(Number);
  const [a, b, c, d] = words;
  if (words.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new Error(`malformed random state: ${state}`);
  }
  return fromWords(a, b, c, d);
}

function fromWords(a: number, b: number, c: number, counter: number): Random {
  const word = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11) | 0;
    c = (c + t) | 0;
    return t >>> 0;
  };
  const random: Random = {
    next: () => word() / 4294967296,
    int: (n) => (n <= 4294967296 ? Math.floor((word() / 4294967296) * n) : Number(random.bigint(BigInt(n)))),
    bigint: (n) => {
      const words = Math.ceil(n.toString(2).length / 32);
      const bits = BigInt(words * 32);
      const limit = ((1n << bits) / n) * n;
      for (;;) {
        let value = 0n;
        for (let i = 0; i < words; i++) value = (value << 32n) | BigInt(word());
        if (value < limit) return value % n;
      }
    },
    normal: () => {
      const u = 1 - random.next();
      const v = random.next();
      return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v);
    },
    shuffle: (items) => {
      const out = items.slice();
      for (let i = out.length - 1; i > 0; i--) {
        const j = random.int(i + 1);
        const held = out[i] as (typeof out)[number];
        out[i] = out[j] as (typeof out)[number];
        out[j] = held;
      }
      return out;
    },
    fork: (name) => seededRandom(`${random.state()}/${name}`),
    state: () => `${a | 0},${b | 0},${c | 0},${counter | 0}`,
  };
  return random;
}

/** Four 32-bit words of a text (cyrb128, public domain). */
function hashWords(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const k = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ k, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ k, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ k, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ k, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  return [h1 ^ h2 ^ h3 ^ h4, h2 ^ h1, h3 ^ h1, h4 ^ h1];
}
