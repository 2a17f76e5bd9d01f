/** The example spaces and small texts as decision spaces. */
import { readFileSync } from 'node:fs';
import { loadProgram } from '../../../../dsl/semantics/program.ts';
import type { DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../../../dsl/space/lower.ts';

const folder = new URL('../../../../examples/spaces/', import.meta.url);

export function exampleSpace(name: string): DecisionSpace {
  return spaceOf(readFileSync(new URL(`${name}.hnas`, folder), 'utf8'));
}

export function spaceOf(text: string): DecisionSpace {
  const host = { read: () => ({ text }), resolve: (_from: string, path: string) => path };
  const program = loadProgram('space.hnas', host).value;
  const lowered = program === undefined ? undefined : lowerSpace(program);
  if (lowered?.value === undefined) {
    throw new Error(lowered?.diagnostics.map((found) => found.message).join('; ') ?? 'no program');
  }
  return lowered.value;
}
