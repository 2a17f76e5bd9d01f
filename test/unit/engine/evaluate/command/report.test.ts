import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReport } from '../../../../../engine/evaluate/command/report.ts';

describe('a line of a program', () => {
  it('is a report where it is a JSON object', () => {
    expect(readReport('{"step": 3, "of": 10, "accuracy": 71.5, "latency": {"edgegpu": 0.01}, "name": "x"}\r')).toEqual({
      ...{ step: 3, of: 10, values: { accuracy: 71.5, 'latency(edgegpu)': 0.01 }, odd: { name: '"x"' } },
    });
  });

  it.each(['{"accuracy": NaN}', '{"accuracy": -Infinity}', '{"accuracy": null}'])('has no number: %s', (line) => {
    expect(readReport(line)?.values).toEqual({ accuracy: NaN });
  });

  it('leaves texts alone that speak of NaN', () => {
    expect(readReport('{"note": "is NaN \\" NaN", "accuracy": 1}')).toMatchObject({
      values: { accuracy: 1 },
      odd: { note: '"is NaN \\" NaN"' },
    });
  });

  it('cannot change what follows from the graph', () => {
    expect(readReport('{"accuracy": 1, "params": 3}')?.values).toEqual({ accuracy: 1 });
  });

  it.each(['', 'epoch 3', "{'accuracy': 1}", '[1]', '{"accuracy": 1', '91.2'])('is talk: %j', (line) => {
    expect(readReport(line)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void readReport(line)));
  });
});
