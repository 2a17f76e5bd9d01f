/**
 * 128-bit digests of texts, as 32 hex digits: names of graphs, equal on every platform. For identity, not for secrecy: four
 * 32-bit lanes, each text character enters all of them, mixed by multiplication and rotation as in MurmurHash3 (Appleby 2011).
 */
export function digest(text: string): string {
  let a = 0x9e3779b9 | 0;
  let b = 0x85ebca6b | 0;
  let c = 0xc2b2ae35 | 0;
  let d = 0x27d4eb2f | 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(rotate(a ^ Math.imul(code + 1, 0x239b961b), 15), 0x38b34ae5) + b;
    b = Math.imul(rotate(b ^ Math.imul(code + 1, 0x2745937f), 17), 0x561ccd1b) + c;
    c = Math.imul(rotate(c ^ Math.imul(code + 1, 0x38495ab5), 19), 0x0bcaa747) + d;
    d = Math.imul(rotate(d ^ Math.imul(code + 1, 0x5bd1e995), 13), 0x32ac3b17) + a;
  }
  a ^= text.length;
  for (let round = 0; round < 2; round++) {
    a = avalanche((a + b + c + d) | 0);
    b = avalanche((b + a) | 0);
    c = avalanche((c + b) | 0);
    d = avalanche((d + c) | 0);
  }
  return [a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

/** Every bit of the input reaches every bit of the output. */
function avalanche(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
