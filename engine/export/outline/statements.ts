/** The body of a function in Python: one assignment for each value, in names that are used again once what they held is not needed any more. */
import { Names, snakeCase } from './names.ts';

export interface Item {
  /** What its value is called, where values are named after labels. */
  readonly label: string;
  /** `r < number of inputs`: input r; else item `r - number of inputs`. */
  readonly inputs: readonly number[];
  readonly text: (inputs: readonly string[]) => string;
  /** Merges are never written inside of merges, so that no parentheses are needed. */
  readonly merge: boolean;
}

interface Value {
  readonly text: string;
  /** Names that the text mentions. */
  readonly mentions: readonly string[];
  /** Calls within calls that are written in one line. */
  readonly depth: number;
  readonly merge: boolean;
}

export interface StatementStyle {
  /** Most calls within each other; 0: every value has a name. */
  readonly nesting: number;
  /** Values are named after their labels, as in cells, whose nodes have names. */
  readonly labelled: boolean;
}

/** Lines without indentation; the last one returns. */
export function statements(
  items: readonly Item[],
  inputs: readonly string[],
  output: number,
  taken: Iterable<string>,
  style: StatementStyle,
): readonly string[] {
  const uses = countUses(items, inputs.length, output);
  const names = new Names([...taken, ...inputs]);
  /** How often each name will still be read. */
  const remaining = new Map(inputs.map((name, i) => [name, uses[i] ?? 0]));
  const values: Value[] = inputs.map((name) => ({ text: name, mentions: [name], depth: 0, merge: false }));
  const lines: string[] = [];
  const consumerMerges = mergingConsumers(items, inputs.length);

  items.forEach((item, i) => {
    const read = item.inputs.map((r) => values[r] ?? { text: '', mentions: [], depth: 0, merge: false });
    const text = item.text(read.map((value) => value.text));
    const mentions = read.flatMap((value) => value.mentions);
    const depth = 1 + Math.max(0, ...read.map((value) => value.depth));
    const own = inputs.length + i;
    const last = own === output;
    const inside = last || (uses[own] === 1 && depth <= style.nesting && !(item.merge && consumerMerges.has(own)));
    if (inside) {
      values.push({ text, mentions, depth, merge: item.merge });
      return;
    }
    const free = release(mentions, remaining);
    const name = style.labelled ? names.take(snakeCase(item.label)) : (free ?? names.take('y'));
    remaining.set(name, uses[own] ?? 0);
    lines.push(`${name} = ${text}`);
    values.push({ text: name, mentions: [name], depth: 0, merge: false });
  });
  return [...lines, `return ${values[output]?.text ?? ''}`];
}

function countUses(items: readonly Item[], inputs: number, output: number): readonly number[] {
  const uses = Array.from({ length: inputs + items.length }, () => 0);
  for (const item of items) for (const r of item.inputs) uses[r] = (uses[r] ?? 0) + 1;
  uses[output] = (uses[output] ?? 0) + 1;
  return uses;
}

function mergingConsumers(items: readonly Item[], inputs: number): ReadonlySet<number> {
  return new Set(items.flatMap((item) => (item.merge ? item.inputs.filter((r) => r >= inputs) : [])));
}

/** Counts the reads of an assignment; the first name that nobody reads after it. */
function release(mentions: readonly string[], remaining: Map<string, number>): string | undefined {
  for (const name of mentions) remaining.set(name, (remaining.get(name) ?? 0) - 1);
  return mentions.find((name) => (remaining.get(name) ?? 0) <= 0);
}
