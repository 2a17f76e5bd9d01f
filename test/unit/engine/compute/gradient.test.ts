/**
 * Differentiation itself: what it refuses, what it leaves out, and that split gradients are joined.
 */
import { describe, expect, it } from 'vitest';
import * as c from '../../../../engine/compute/index.ts';
import { topologicalOrder } from '../../../../engine/compute/program/order.ts';
import { interpret } from './support/reference.ts';

const x = c.input('x', [2, 6]);

describe('gradients', () => {
  it('refuses what is not a float32 scalar', () => {
    expect(() => c.gradients(x, [x])).toThrow('expected a float32 scalar, got float32 of shape [2, 6]');
  });

  it('are zeros where the loss does not depend on the tensor', () => {
    const other = c.input('other', [3]);
    const [dx] = c.gradients(c.sum(x), [other]);
    const run = interpret(c.program({ outputs: { dx: dx ?? x } }), {});
    expect([...run.dx]).toEqual([0, 0, 0]);
  });

  it('add up over several uses', () => {
    const [dx] = c.gradients(c.sum(c.add(c.mul(x, x), c.mul(x, 3))), [x]);
    const numbers = Float64Array.from({ length: 12 }, (_, i) => i);
    const run = interpret(c.program({ outputs: { dx: dx ?? x } }), { x: numbers });
    expect([...run.dx]).toEqual([...numbers].map((v) => 2 * v + 3));
  });

  it('of the parts of a split are joined, not padded and added', () => {
    const [a, b] = c.split(x, 1, [2, 4]);
    const loss = c.add(c.sum(c.exp(a ?? x)), c.sum(c.tanh(b ?? x)));
    const [dx] = c.gradients(loss, [x]);
    expect(dx?.op).toBe('concat');
    expect(topologicalOrder([dx ?? x]).filter((t) => t.op === 'pad')).toEqual([]);
  });

  it('of parts that overlap or leave gaps are padded and added', () => {
    for (const [from, size] of [
      [1, 5],
      [3, 3],
    ] as const) {
      const loss = c.add(c.sum(c.sliceAxis(x, 1, 0, 2)), c.sum(c.mul(c.sliceAxis(x, 1, from, size), 2)));
      const [dx] = c.gradients(loss, [x]);
      const run = interpret(c.program({ outputs: { dx: dx ?? x } }), { x: new Float64Array(12) });
      const row = [0, 1, 2, 3, 4, 5].map((i) => (i < 2 ? 1 : 0) + (i >= from && i < from + size ? 2 : 0));
      expect([...run.dx]).toEqual([...row, ...row]);
    }
  });

  it('of a gradient are second derivatives', () => {
    const w = c.input('w', [3]);
    const [first] = c.gradients(c.sum(c.pow(w, 3)), [w]);
    const [second] = c.gradients(c.sum(first ?? w), [w]);
    const run = interpret(c.program({ outputs: { second: second ?? w } }), { w: [1, 2, 3] });
    expect([...run.second]).toEqual([6, 12, 18]);
  });

  it('reach deep programs without overflowing the stack', () => {
    let y = c.input('y', [1]);
    const start = y;
    for (let i = 0; i < 20_000; i += 1) y = c.add(y, 1);
    const [dy] = c.gradients(c.sum(y), [start]);
    expect(dy?.shape).toEqual([1]);
  });
});
