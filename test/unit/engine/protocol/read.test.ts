/** What arrives from another process: taken with its type, or refused with the place and what was expected. */
import { describe, expect, it } from 'vitest';
import { events, instructions, requests } from '../../../../engine/protocol/messages.ts';
import { count, list, number, oneOf, optional, record, table, text } from '../../../../engine/protocol/read.ts';

const point = record({ x: number, label: optional(text), kind: oneOf('a', 'b') });

describe('readers', () => {
  it.each([
    [{ x: 1, kind: 'a' }, { value: { x: 1, label: undefined, kind: 'a' } }],
    [{ x: 1, kind: 'b', label: null, more: true }, { value: { x: 1, label: undefined, kind: 'b' } }],
    [{ x: NaN, kind: 'a' }, { error: 'p.x: expected a number, found NaN' }],
    [{ x: 1, kind: 'c' }, { error: 'p.kind: expected one of a, b, found "c"' }],
    [{ kind: 'a' }, { error: 'p.x: expected a number, found nothing' }],
    [[1], { error: 'p: expected an object, found a list of 1' }],
    [null, { error: 'p: expected an object, found null' }],
  ])('%j', (value, expected) => expect(point(value, 'p')).toEqual(expected));

  it('name the place in lists and tables', () => {
    expect(list(count)([0, 1, -1], 'l')).toEqual({ error: 'l[2]: expected a whole number, 0 or more, found -1' });
    expect(table(list(text))({ a: ['x'], b: [{}] }, 't')).toEqual({
      error: 't["b"][0]: expected a text, found an object',
    });
    expect(table(text)({ a: 'x' }, 't')).toEqual({ value: new Map([['a', 'x']]) });
  });

  it('take no key from the prototype', () => {
    expect(record({ toString: optional(text) })({}, 'r')).toEqual({ value: { toString: undefined } });
  });
});

describe('the contract', () => {
  const readers = [
    ...Object.entries(requests).flatMap(([name, { params, result }]) => [
      [`${name} params`, params] as const,
      [`${name} result`, result] as const,
    ]),
    ...Object.entries(instructions),
    ...Object.entries(events),
  ];

  it.each(readers)('%s refuses what is not of its form, and never throws', (_, reader) => {
    for (const wrong of [3, 'text', true, [1, 2]]) expect(reader(wrong, 'it')).toHaveProperty('error');
  });
});
