/** Names in Python: legal, not taken, and in its case. */

const keywords = new Set(
  `False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda
  nonlocal not or pass raise return try while with yield print range super self
  sum len list tuple float isinstance`.split(/\s+/),
);

/** Hands out names that it has not handed out before. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** `wanted`, or `wanted2`, `wanted3`, ... */
  take(wanted: string): string {
    for (let n = 1; ; n++) {
      const name = n === 1 ? wanted : `${wanted}${/\d$/.test(wanted) ? '_' : ''}${n}`;
      if (this.#taken.has(name) || keywords.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

/** `h[0].edge[1]` -> `h0_edge1`, `conv1x1#2` -> `conv1x1`, `MBConv` -> `mbconv`. */
export function snakeCase(label: string): string {
  const plain = label
    .replaceAll(/#\d+/g, '')
    .replaceAll(/\[(\d+)\]/g, '$1')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase();
  return /^[a-z]/.test(plain) ? plain : `x${plain}`;
}

/** `relu_conv3x3_bn` -> `ReluConv3x3Bn`; what has capitals keeps them. */
export function pascalCase(label: string): string {
  const words = label.replaceAll(/#\d+/g, '').split(/[^A-Za-z0-9]+/);
  const joined = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return /^[A-Z]/.test(joined) ? joined : `X${joined}`;
}

/** `1e-6`, `0.5` */
export function pythonFloat(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}
