import { expect, it } from 'vitest';
import { toJson } from '../../../../engine/protocol/json.ts';

it('turns Maps into objects at any depth', () => {
  const rows = [{ metrics: new Map([['accuracy', 93.5]]) }, { metrics: new Map() }];
  expect(toJson({ rows, files: new Map([['a', new Map([['b', 1]])]]) })).toEqual({
    rows: [{ metrics: { accuracy: 93.5 } }, { metrics: {} }],
    files: { a: { b: 1 } },
  });
});

it('hands back what holds no Map, columns included', () => {
  const value = { list: [1, { a: [null, 'x'] }], column: new Float64Array([1, NaN]) };
  expect(toJson(value)).toBe(value);
});
