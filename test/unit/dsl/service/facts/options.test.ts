import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../../dsl/semantics/kinds.ts';
import { optionTable, type OptionGroup } from '../../../../../dsl/service/facts/options.ts';
import { datasetKinds, datasetOptions } from '../../../../../engine/data/open-dataset.ts';
import { commandOptionNames } from '../../../../../engine/evaluate/command/options.ts';
import { queueOptionNames } from '../../../../../engine/evaluate/queue/options.ts';
import { ghnEvaluatorOptionNames, hypernetworkOptionNames } from '../../../../../engine/evaluate/ghn/options.ts';
import { readTableOptions } from '../../../../../engine/evaluate/table/table-options.ts';
import { trainOptionNames } from '../../../../../engine/evaluate/train/options.ts';
import { predictorKinds } from '../../../../../engine/predictor/predictors.ts';
import { strategyOptions } from '../../../../../engine/search/strategies/options.ts';

/** The options that the engine reads, by group and kind. */
function engineOptions(): Record<string, readonly string[]> {
  const refused = readTableOptions({ 'no such option': 1 });
  const table = 'error' in refused ? (/it has (.*)$/.exec(refused.error)?.[1] ?? '').split(', ') : [];
  return Object.fromEntries([
    ...datasetKinds.map((kind) => [`dataset ${kind}`, datasetOptions(kind)]),
    ['evaluator train', trainOptionNames],
    ['evaluator table', table],
    ['evaluator command', commandOptionNames],
    ['evaluator ghn', ghnEvaluatorOptionNames],
    ['evaluator queue', queueOptionNames],
    ['hypernetwork ghn', ['space', 'dataset', ...hypernetworkOptionNames]],
    ...predictorKinds.map(({ name, optionNames }) => [`predictor ${name}`, optionNames]),
    ...Object.entries(strategyOptions).map(([name, options]) => [`search ${name}`, Object.keys(options)]),
  ]) as Record<string, readonly string[]>;
}

const tabled = Object.entries(optionTable).flatMap(([group, byKind]) =>
  Object.entries(byKind).map(([kind, options]) => [`${group} ${kind}`, options] as const),
);

describe('the table of options', () => {
  it.each(Object.entries(engineOptions()))('names those that the engine reads: %s', (subject, names) => {
    const options = tabled.find(([name]) => name === subject)?.[1] ?? [];
    expect(options.map(({ name }) => name).toSorted()).toEqual([...new Set(names)].toSorted());
  });

  it('holds every kind of the language, and documents every option once', () => {
    for (const group of Object.keys(kinds) as OptionGroup[])
      expect(Object.keys(optionTable[group]).toSorted()).toEqual([...kinds[group]].toSorted());
    for (const [subject, options] of tabled) {
      expect(new Set(options.map(({ name }) => name)).size, subject).toBe(options.length);
      for (const { doc } of options) expect(doc, subject).toMatch(/^[A-Z`\d].*[.]$/);
    }
  });
});
