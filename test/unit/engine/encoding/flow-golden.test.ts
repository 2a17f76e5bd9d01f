/**
 * Flow as it was computed before it was made fast: straightforwardly, each primitive on new arrays, filters through spectra, every edge for itself.
 * The numbers are from that code; they change only if the meaning of a feature does.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PrimitiveNode } from '../../../../dsl/graph/network.ts';
import type { PrimitiveName } from '../../../../dsl/graph/primitives.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { noActivity } from '../../../../engine/encoding/flow/activity.ts';
import { box } from '../../../../engine/encoding/flow/filter.ts';
import { encodeFlow } from '../../../../engine/encoding/flow/flow-features.ts';
import { primitiveFlow } from '../../../../engine/encoding/flow/primitive-flow.ts';
import { filtered, imageValue, kernelsOf, summed, type Value } from '../../../../engine/encoding/flow/value.ts';
import { exampleSpace, root, type exampleSpaces } from '../../../support/spaces.ts';

interface Golden {
  /** By primitive and stride: value and tangent of its output added to its input. */
  readonly primitives: Readonly<Record<string, readonly number[]>>;
  /** By space: rows of five drawn architectures. */
  readonly cells: Readonly<Partial<Record<(typeof exampleSpaces)[number], readonly number[]>>>;
}

const golden = JSON.parse(readFileSync(join(root, 'test/golden/encoding/flow.json'), 'utf8')) as Golden;

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? NaN)) / Math.max(1, Math.abs(value)))); // prettier-ignore
  expect(worst).toBeLessThan(1e-9);
}

const through = (inputs: readonly Value[], op: PrimitiveName, stride: number): Value => {
  const node: PrimitiveNode = {
    op,
    attributes: { stride, k: 3, size: stride + 1 },
    inputs: [0],
    shape: { kind: 'image', channels: 8, height: 8, width: 8 },
    params: 0,
    macs: 0,
  };
  return primitiveFlow(inputs, node, noActivity());
};

describe('the golden flow', () => {
  const image = imageValue(8);
  const drawn = through([image], 'conv', 1);
  const entering = summed([image, filtered(image, box(3)), through([drawn], 'relu', 1)]);

  it.each(Object.entries(golden.primitives))('of %s is still computed', (name, expected) => {
    const [op, stride] = name.split(', stride ');
    const out = through([entering, drawn], op as PrimitiveName, Number(stride));
    const { value, tangent } = kernelsOf(summed([out, entering]));
    expectClose([...value, ...tangent], expected);
  });

  it.each(Object.entries(golden.cells))('of cells of %s is still computed', (name, expected) => {
    const space = exampleSpace(name as (typeof exampleSpaces)[number]);
    const random = seededRandom('golden flow');
    const architectures = [0, 1, 2, 3, 4].flatMap(() => space.sample(random) ?? []);
    expectClose([...encodeFlow(space, architectures).values], expected);
  });
});
