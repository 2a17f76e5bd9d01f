import { describe, expect, it } from 'vitest';
import { signatureHelp } from '../../../../dsl/service/signature-help.ts';
import { inSpace, marked } from './cursor.ts';

describe('signature help', () => {
  const at = (source: string): string | undefined => {
    const { program, file, cursor } = marked(source);
    const found = signatureHelp(program, file, cursor);
    if (found === undefined) return undefined;
    const [start, end] = (found.active === undefined ? undefined : found.parameters[found.active]) ?? [0, 0];
    return `${found.label.slice(0, start)}<${found.label.slice(start, end)}>${found.label.slice(end)}`;
  };
  it.each([
    [inSpace('', 'linear(|)'), 'linear(<out: int = in.channels>, bias: bool = true)'],
    [inSpace('', 'linear(|'), 'linear(<out: int = in.channels>, bias: bool = true)'],
    [inSpace('', 'linear(3, |)'), 'linear(out: int = in.channels, <bias: bool = true>)'],
    [inSpace('', 'linear(bias: |)'), 'linear(out: int = in.channels, <bias: bool = true>)'],
    [inSpace('', 'linear(bias: true, |)'), 'linear(<out: int = in.channels>, bias: bool = true)'],
    [inSpace('', 'linear(1, true, |)'), '<>linear(out: int = in.channels, bias: bool = true)'],
    [inSpace('', 'linear(out: max(1, 2), |)'), 'linear(out: int = in.channels, <bias: bool = true>)'],
    [inSpace('cell C(k: int) { inputs x }', 'C(|)'), 'C(<k: int>, out: int, stride: int)'],
    ['block A(k: int) { relu }\nblock B = A(|)', 'A(<k: int>)'],
    [inSpace('', 'linear|'), undefined],
    [inSpace('', 'linear(out: 3)|'), undefined],
    ['op f(|', undefined],
    ['predictor P = gp { | }', undefined],
    ['evaluator T = table { | }', '<>table { path, metric, key, notation, metrics, latency, samples }'],
    ['evaluator T = table { metric: | }', 'table { path, <metric>, key, notation, metrics, latency, samples }'],
    [
      'evaluator T = table { metric: acc, key: i| }',
      'table { path, metric, <key>, notation, metrics, latency, samples }',
    ],
    ['experiment E {\n  search evolution { mutate: 0.5| }\n}', 'evolution { population, tournament, <mutate>, batch }'],
    ['experiment E {\n  budget { time: | }\n}', undefined],
  ])('%j', (source, expected) => expect(at(source)).toBe(expected));

  it.each([
    [inSpace('', 'linear(|)'), 'Dense layer'],
    [inSpace('/// Mine.\nblock B(k: int) { conv(k: k) }', 'B(|)'), 'Mine.'],
    ['evaluator T = train { batch: | }', 'Images a step; 64 unless told.'],
    ['evaluator T = train { | }', 'Really trains each network.'],
  ])('with documentation: %j', (source, part) => {
    const { program, file, cursor } = marked(source);
    expect(signatureHelp(program, file, cursor)?.doc).toContain(part);
  });
});
