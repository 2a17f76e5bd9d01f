/**
 * Canonical hash of a whole network, whatever its space: isomorphic live graphs share it.
 *
 * Vertices are the operators with their primitives, attributes and wiring (names do not count) and the input with its shape.
 * Operators that pass a value through vanish, and sums are the multisets of what they add up, so a sum that flows into a sum is
 * part of it; max, mean and concat take their inputs in any order.
 *
 * Every vertex is coloured by its ancestors, then by its descendants, again and again until no more colours appear, two words
 * of 32 bits each. Sums of mixed colours stand for multisets, which makes nested sums free. That colour refinement tells apart
 * a value used twice from two equal values used once; graphs that it cannot tell apart although they differ (the known ones are
 * regular, unlike networks) would share a hash. Cells have an exact form in topology-hash.ts.
 */
import type { Expansion, Network, OperatorNode } from './network.ts';
import { showShape } from './shape.ts';

/** 32 hex digits. */
export function networkHash(network: Network): string {
  const { nodes } = network;
  const count = nodes.length;
  const colours: Words[] = nodes.map(labelOf);
  const through = nodes.map(isThrough);
  const ordered = nodes.map(isOrdered);
  let classes = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    forward(nodes, colours, through, ordered);
    backward(network, colours, through, ordered);
    const seen = new Set<string>();
    for (let i = 0; i < count; i++) if (through[i] !== true) seen.add(`${colours[i]?.[0]} ${colours[i]?.[1]}`);
    if (seen.size <= classes) break;
    classes = seen.size;
  }
  let total: Words = [classes, 1];
  let crossed: Words = [1, classes];
  colours.forEach((colour, i) => {
    if (through[i] === true) return;
    total = plus(total, mix(colour, 3));
    crossed = plus(crossed, mix(colour, 4));
  });
  const words = [...mix(total, 12), ...mix(crossed, 13)];
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const MAX_ROUNDS = 16;

type Words = readonly [number, number];

const NOTHING: Words = [0, 0];

/** Ancestors: a colour takes in the colours of the values that the operator reads. */
function forward(
  nodes: readonly OperatorNode[],
  colours: Words[],
  through: readonly boolean[],
  ordered: readonly boolean[],
): void {
  /** What a vertex adds to the multiset of whoever reads it. */
  const offered: Words[] = [];
  nodes.forEach((node, i) => {
    let read = NOTHING;
    node.inputs.forEach((input, position) => {
      const value = offered[input] ?? NOTHING;
      read = plus(read, ordered[i] === true ? mix(value, 16 + position) : value);
    });
    if (through[i] === true) {
      offered.push(read);
      return;
    }
    // A reader of several summed values and one that merges them differ, so what is read is closed by a mix.
    const colour = mix(plus(colours[i] ?? NOTHING, mix(read, 5)), 6);
    colours[i] = colour;
    offered.push(mix(colour, 7));
  });
}

/** Descendants: a colour takes in the colours of the operators that read the value. */
function backward(network: Network, colours: Words[], through: readonly boolean[], ordered: readonly boolean[]): void {
  const { nodes } = network;
  const readers: Words[] = nodes.map((_, i) => (i === network.output ? [101, 211] : NOTHING));
  for (const exit of network.exits ?? []) readers[exit] = plus(readers[exit] ?? NOTHING, [103, 223]);
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node === undefined) continue;
    const read = readers[i] ?? NOTHING;
    if (through[i] !== true) colours[i] = mix(plus(colours[i] ?? NOTHING, mix(read, 8)), 9);
    const offered = through[i] === true ? read : mix(colours[i] ?? NOTHING, 10);
    node.inputs.forEach((input, position) => {
      readers[input] = plus(readers[input] ?? NOTHING, ordered[i] === true ? mix(offered, 16 + position) : offered);
    });
  }
}

// ---------------------------------------------------------------------------------------------------------------- labels

/** Sums, and whatever has no primitives, stand for the values that they read. */
function isThrough(node: OperatorNode): boolean {
  const { expansion } = node;
  return expansion.nodes.length === 0 || (expansion.nodes.length === 1 && expansion.nodes[0]?.op === 'sum');
}

const UNORDERED: ReadonlySet<string> = new Set(['sum', 'mean', 'max', 'concat']);

function isOrdered(node: OperatorNode): boolean {
  const [first] = node.expansion.nodes;
  return node.inputs.length > 1 && !(node.expansion.nodes.length === 1 && UNORDERED.has(first?.op ?? ''));
}

const expansionLabels = new WeakMap<Expansion, Words>();

function labelOf(node: OperatorNode): Words {
  let label = expansionLabels.get(node.expansion);
  if (label === undefined) {
    label = ofText(signature(node.expansion));
    expansionLabels.set(node.expansion, label);
  }
  return label;
}

function signature(expansion: Expansion): string {
  const nodes = expansion.nodes.map((node) => {
    if (node.op === 'input') return `input ${showShape(node.shape)}`;
    const attributes = Object.keys(node.attributes)
      .sort()
      .map((key) => `${key}=${String(node.attributes[key])}`);
    return `${node.op}(${attributes.join()})[${node.inputs.join()}]`;
  });
  return `${nodes.join(';')}>${expansion.output}`;
}

// ----------------------------------------------------------------------------------------------------------------- words

function ofText(text: string): Words {
  let words: Words = [text.length, 7919];
  for (let i = 0; i < text.length; i++) words = mix([words[0] ^ text.charCodeAt(i), words[1]], 11);
  return words;
}

function plus(a: Words, b: Words): Words {
  return [(a[0] + b[0]) | 0, (a[1] + b[1]) | 0];
}

/** A bijection of 64 bits that depends on `purpose`. */
function mix(words: Words, purpose: number): Words {
  let a = words[0] ^ Math.imul(purpose + 1, 0x9e3779b1);
  let b = words[1];
  for (let round = 0; round < 2; round++) {
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
    a = (a ^ (a >>> 13)) + b;
    b = Math.imul(b ^ (b >>> 15), 0xc2b2ae35);
    b = (b ^ (b >>> 14)) + a;
  }
  return [a | 0, b | 0];
}
