/** What the bundled spaces lower to, as files to be read in review: decisions, sizes, and one architecture with its costs and hash. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../dsl/random.ts';
import type { Architecture, DecisionSpace } from '../../../../dsl/space/decision-space.ts';
import { exampleSpace, exampleSpaces, root } from '../../../support/spaces.ts';

describe('lowering of the bundled spaces', () => {
  it.each(exampleSpaces)('%s', async (name) => {
    const file = join(root, 'test/golden/space', `${name}.txt`);
    await expect(describeSpace(exampleSpace(name))).toMatchFileSnapshot(file);
  });
});

function describeSpace(space: DecisionSpace): string {
  const size = space.size();
  const lines = [`space ${space.name}`, `raw ${space.rawSize()}`, `size ${size.value} ${size.method}`, ''];
  for (const { path, kind, ordinal, alternatives, condition } of space.decisions) {
    const shown =
      alternatives.length > 9
        ? `${alternatives.slice(0, 8).join(' | ')} | ... ${alternatives.length}`
        : alternatives.join(' | ');
    lines.push(
      `${path}: ${ordinal ? 'ordinal ' : ''}${kind} ${shown}${condition === undefined ? '' : ` if ${condition}`}`,
    );
  }
  const drawn = space.sample(seededRandom(1)) as Architecture;
  const costs = space.costs(drawn);
  lines.push('', space.text(drawn), JSON.stringify(costs), `hash ${space.graphHash(drawn)}`, '');
  for (const { operator, attributes, inputs, shape } of space.network(drawn).nodes.slice(0, 40)) {
    lines.push(
      `${operator}(${Object.entries(attributes)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ')}) <- ${inputs.join()} : ${Object.values(shape).join(' ')}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
