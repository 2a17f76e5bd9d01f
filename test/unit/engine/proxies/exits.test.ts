import { expect, test } from 'vitest';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { withoutRepeats } from '../../../../engine/proxies/repeats.ts';
import { segmentsOf } from '../../../../engine/proxies/segments.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';

const cell = 'cell Cell { inputs x nodes v[2] { from all earlier edge choice [skip, conv1x1] } }';
const body = (exit: string): string => `conv3x3(out: 8)\nCell${exit}\nCell\nCell`;
const exit = '\nexit { conv1x1(out: 4) >> global_avgpool >> linear(out: 10) }';

test('proxies see a network with early exits as the one without', () => {
  const [early, plain] = [exit, ''].map((each) => spaceOf(smallSpace(body(each), cell)));
  for (const architecture of plain?.enumerate() ?? []) {
    const [a, b] = [early, plain].map((space) => space && primitivesOf(withoutRepeats(space.network(architecture))));
    expect(a?.exits).toBeUndefined();
    expect(a?.nodes.map(({ op, inputs }) => [op, inputs])).toEqual(b?.nodes.map(({ op, inputs }) => [op, inputs]));
  }
});

test('segments are of what the end needs, and of the exits where these are asked for', () => {
  const space = spaceOf(smallSpace(body(exit), cell));
  const graph = primitivesOf(space.network({ choices: space.decisions.map(() => 1) }));
  const [end, all] = [segmentsOf(graph), segmentsOf(graph, { exits: true })];
  expect(end.results).toEqual([end.output]);
  expect(all.results).toHaveLength(2);
  expect(all.results.at(-1)).toBe(all.output);
  expect(all.steps.length).toBeGreaterThan(end.steps.length);
  for (const result of all.results) expect(all.steps[result - 1]?.shape).toEqual({ kind: 'features', width: 10 });
});
