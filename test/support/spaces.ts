/** Spaces for tests: the bundled examples, and texts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from '../../dsl/semantics/program.ts';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';

export const root = join(import.meta.dirname, '../..');

export const exampleSpaces = [
  'nasbench101',
  'nasbench201',
  'darts',
  'ofa_mobilenetv3',
  'autoformer_tiny',
  'ghn_random',
] as const;

export function exampleText(name: (typeof exampleSpaces)[number]): string {
  return readFileSync(join(root, 'examples/spaces', `${name}.hnas`), 'utf8');
}

export function exampleSpace(name: (typeof exampleSpaces)[number]): DecisionSpace {
  return spaceOf(exampleText(name));
}

export function spaceOf(text: string, name?: string): DecisionSpace {
  const { value, diagnostics } = lowerSpace(programOf(text), name);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'));
  return value;
}

/** A space of a network body and further members, 16x16 images in, ten classes out. */
export function smallSpace(body: string, members = ''): string {
  return `space S {
  input image[3, 16, 16]
  output logits[10]
  ${members}
  network {
    ${body}
    global_avgpool >> linear(out: 10)
  }
}
`;
}

export function architecture(space: DecisionSpace, text: string): Architecture {
  const { value, diagnostics } = space.parse(text);
  if (value === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'));
  return value;
}
