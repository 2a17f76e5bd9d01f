/** Evaluations in words, and the `arch` items that they are inserted as. */
import { describe, expect, it } from 'vitest';
import { itemsOf, programOf } from '../../../../../dsl/semantics/program.ts';
import { readArch } from '../../../../../dsl/space/arch.ts';
import { archText } from '../../../../../dsl/service/refactorings/architecture-literal.ts';
import { format } from '../../../../../dsl/syntax/format/formatter.ts';
import { seededRandom } from '../../../../../dsl/random.ts';
import { descriptionOf, nameOf } from '../../../../../engine/serve/runs/describe.ts';
import { exampleSpaces, exampleText, spaceOf } from '../../../../support/spaces.ts';
import { sampleEvaluation } from '../../store/sample-run.ts';

describe.each(exampleSpaces)('an evaluation in %s', (name) => {
  it('is an item that the language reads back, as the formatter and its own edits write it', () => {
    const text = exampleText(name);
    const space = spaceOf(text);
    const random = seededRandom(name);
    for (let i = 0; i < 5; i++) {
      const sampled = space.sample(random);
      if (sampled === undefined) throw new Error('there is none');
      const record = sampleEvaluation(11, { architecture: space.text(sampled), choices: sampled.choices });
      const { literal, name: called } = descriptionOf({ id: 'demo-1', space: space.name }, record);
      expect(called).toBe('demo_1_12');
      expect(literal).toBe(archText(called, space, sampled));
      expect(format(`${literal}\n`, 'x.hnas').value).toBe(`${literal}\n`);
      const program = programOf(`${text}\n${literal}\n`);
      const item = itemsOf(program, 'arch').find((each) => each.item.name.text === called);
      if (item === undefined) throw new Error('it is no item');
      const read = readArch(space, item.item, item.file);
      expect([read.diagnostics, read.value]).toEqual([[], sampled]);
    }
  });
});

describe('a description', () => {
  it('has everything that the record has, and is named so that the language takes it', () => {
    const record = sampleEvaluation(0, { status: 'diverged', why: 'the loss was not finite' });
    expect(descriptionOf({ id: 'toy-1', space: 'Product' }, record)).toMatchObject({
      position: 0,
      name: 'toy_1_1',
      why: 'the loss was not finite',
      origin: 'random',
      hash: 'hash-0',
      seconds: 1.5,
      metrics: new Map(Object.entries(record.metrics)),
    });
    expect(nameOf('2d-3', 4)).toBe('run_2d_3_5');
  });
});
