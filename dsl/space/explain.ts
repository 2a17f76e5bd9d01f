/** Says which alternatives lead to a problem, in as few words as are true: `k = 7`, or `a = 3, b = 64`. */
import { at, lift } from '../semantics/lifted.ts';
import { isLifted, isOpaque, show, type Value } from '../semantics/values.ts';
import type { TracedDecision } from './model.ts';

interface Entry {
  readonly choices: readonly number[];
  readonly fails: boolean;
}

/**
 * `failing` is true where the problem occurs. Undefined when the guard never lets it occur; '' when it always does.
 */
export function explain(decisions: readonly TracedDecision[], guard: Value, failing: Value): string | undefined {
  if (guard === false || failing === false) return undefined;
  const table = lift([guard, failing], ([g, f]) => (g === true ? f === true : 'away'));
  if (isOpaque(table)) return '';
  if (!isLifted(table)) return table === true ? '' : undefined;
  const entries: Entry[] = [];
  const choices = table.deps.map(() => 0);
  const full: number[] = [];
  for (;;) {
    table.deps.forEach((dep, i) => (full[dep] = choices[i] as number));
    const value = at(table, full);
    if (value !== 'away') entries.push({ choices: [...choices], fails: value === true });
    let axis = choices.length - 1;
    while (axis >= 0 && ++(choices[axis] as number) === table.sizes[axis]) choices[axis--] = 0;
    if (axis < 0) break;
  }
  const failures = entries.filter((entry) => entry.fails);
  if (failures.length === 0) return undefined;
  if (failures.length === entries.length) return '';
  const name = (axis: number, alternative: number): string => {
    const decision = decisions[table.deps[axis] as number] as TracedDecision;
    const shown = decision.alternatives[alternative];
    return `${decision.path} = ${shown === undefined ? alternative : show(shown)}`;
  };
  return (
    bySingle(table.deps.length, entries, name) ?? byPair(table.deps.length, entries, name) ?? whole(failures, name)
  );
}

/** One decision whose alternatives alone tell failing from working. */
function bySingle(
  axes: number,
  entries: readonly Entry[],
  name: (axis: number, alternative: number) => string,
): string | undefined {
  for (let axis = 0; axis < axes; axis++) {
    const bad = new Set(entries.filter((entry) => entry.fails).map((entry) => entry.choices[axis] as number));
    const clean = entries.every((entry) => entry.fails || !bad.has(entry.choices[axis] as number));
    if (clean) {
      const alternatives = [...bad].sort((a, b) => a - b);
      const [first, ...rest] = alternatives;
      return [name(axis, first as number), ...rest.map((a) => name(axis, a).split(' = ')[1] ?? '')].join(' or ');
    }
  }
  return undefined;
}

/** The first pair of alternatives that always fails together. */
function byPair(
  axes: number,
  entries: readonly Entry[],
  name: (axis: number, alternative: number) => string,
): string | undefined {
  const failure = entries.find((entry) => entry.fails);
  if (failure === undefined) return undefined;
  for (let a = 0; a < axes; a++) {
    for (let b = a + 1; b < axes; b++) {
      const same = entries.filter((e) => e.choices[a] === failure.choices[a] && e.choices[b] === failure.choices[b]);
      if (same.every((e) => e.fails))
        return `${name(a, failure.choices[a] as number)}, ${name(b, failure.choices[b] as number)}`;
    }
  }
  return undefined;
}

function whole(failures: readonly Entry[], name: (axis: number, alternative: number) => string): string {
  return (failures[0]?.choices ?? []).map((alternative, axis) => name(axis, alternative)).join(', ');
}
