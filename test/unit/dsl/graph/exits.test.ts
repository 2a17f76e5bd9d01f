import { describe, expect, test } from 'vitest';
import { costsOf } from '../../../../dsl/graph/costs.ts';
import { exitsOf, resultsOf } from '../../../../dsl/graph/exits.ts';
import type { Network } from '../../../../dsl/graph/network.ts';
import { networkHash } from '../../../../dsl/graph/network-hash.ts';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { seededRandom } from '../../../../dsl/random.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';

/** The network of a space with one architecture. */
function only(body: string): Network {
  const space = spaceOf(smallSpace(body));
  const [architecture] = space.enumerate();
  if (architecture === undefined) throw new Error('the space is empty');
  return space.network(architecture);
}

const head = 'global_avgpool >> linear(out: 10)';

describe('early exits', () => {
  test('are results in the order of the text, each with the multiply-accumulates of all that was run until then', () => {
    // At 16 x 16 a 1x1 convolution from c to c' channels takes 256 c c', a head from c channels 10 c.
    const network = only(
      `conv1x1(out: 4)\nexit { conv1x1(out: 2) >> ${head} }\nconv1x1(out: 8)\nexit { ${head} }\nrelu`,
    );
    const macs = [256 * 3 * 4 + 256 * 4 * 2 + 10 * 2, 256 * 4 * 8 + 10 * 8, 10 * 8];
    const until = macs.map((_, i) => macs.slice(0, i + 1).reduce((a, b) => a + b));
    const exits = exitsOf(network);
    expect(exits.map((exit) => exit.macs)).toEqual(until);
    expect(exits.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(until.at(-1)).toBe(costsOf(network).macs);
    for (const { node } of exits) expect(network.nodes[node]?.operator).toBe('linear');
    expect(exits.at(-1)?.node).toBe(network.output);
  });

  test('leave the value that they tap as it is, and begin with it as "in"', () => {
    const tapped = only(
      `conv1x1(out: 4)\nexit { conv1x1(out: in.channels * 2) >> ${head} }\nconv1x1(out: in.channels)`,
    );
    const plain = only('conv1x1(out: 4)\nconv1x1(out: in.channels)');
    const { params } = costsOf(tapped);
    expect(params - costsOf(plain).params).toBe(4 * 8 + 8 * 10 + 10);
    expect(exitsOf(plain)).toEqual([{ number: 1, node: plain.output, macs: costsOf(plain).macs }]);
  });

  test('are decided like anything else: whether they are there, and what they hold', () => {
    const text = smallSpace(
      `conv1x1(out: 4)\nif choice [true, false] { exit { conv(k: choice [1, 3]) >> ${head} } }\nrelu`,
    );
    const space = spaceOf(text);
    expect(space.size()).toEqual({ value: 3n, method: 'exact' });
    const counts = [...space.enumerate()].map((architecture) => exitsOf(space.network(architecture)).length);
    expect(counts.sort()).toEqual([1, 2, 2]);
    expect(new Set([...space.enumerate()].map((architecture) => space.graphHash(architecture))).size).toBe(3);
  });

  test('stand in blocks, loops and residual bodies, where the value there is what they tap', () => {
    const tap = `exit { ${head} }`;
    const network = only(`conv1x1(out: 4)\nrepeat 2 { ${tap} relu }\nresidual { relu ${tap} }`);
    expect(network.exits).toHaveLength(3);
    const flat = primitivesOf(network);
    expect(resultsOf(flat)).toHaveLength(4);
    for (const at of resultsOf(flat)) expect(flat.nodes[at]?.op).toBe('linear');
  });

  test('tell networks apart whose operators are the same', () => {
    const body = (a: string, b: string): string => `conv1x1(out: 4)\n${a}\nbranches sum { { relu ${b} } { tanh } }`;
    const hashes = [body(`exit { ${head} }`, ''), body('', `exit { ${head} }`), body('', '')].map((text) =>
      networkHash(only(text)),
    );
    expect(new Set(hashes).size).toBe(3);
  });

  test('add nothing to the choice of architectures where they decide nothing', () => {
    const cells = (exit: string): string =>
      smallSpace(
        `conv3x3(out: 8)\nCell ${exit}`,
        'cell Cell { inputs x nodes v[2] { from all earlier edge choice [skip, conv1x1] } }',
      );
    const [with_, without] = [cells(`\nexit { ${head} }`), cells('')].map((text) => spaceOf(text));
    expect(with_?.size()).toEqual(without?.size());
    expect(with_?.distinct()).toEqual(without?.distinct());
    const drawn = with_?.sample(seededRandom(1));
    expect(drawn && with_?.network(drawn).exits).toHaveLength(1);
  });
});
