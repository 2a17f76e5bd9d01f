/** `evaluator Farm = queue { evaluator: Train }`: the name in it is one like others. */
import { expect, it } from 'vitest';
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { complete } from '../../../../dsl/service/completion.ts';
import { definition } from '../../../../dsl/service/definition.ts';
import { rename } from '../../../../dsl/service/rename.ts';
import { applyEdits } from '../../../../dsl/service/rename/paths.ts';
import { marked } from './cursor.ts';

const train = 'evaluator Train = train { epochs: 1 }\n';

it('is found, renamed, proposed and checked', () => {
  const { program, file, cursor, ranges } = marked(
    'evaluator ⟦Train⟧ = train {}\nevaluator Farm = queue { evaluator: ⟦|Train⟧ }',
  );
  expect(definition(program, file, cursor)).toMatchObject({ file, span: ranges[0] });
  const source = `${train}evaluator Farm = queue { evaluator: Train }`;
  const at = marked(source.replace('Train', '|Train'));
  const outcome = rename(at.program, [], at.file, at.cursor, 'Work');
  if (!('edits' in outcome)) throw new Error(JSON.stringify(outcome));
  expect(applyEdits(at.text, outcome.edits)).toBe(source.replaceAll('Train', 'Work'));
  const proposed = marked(`${train}evaluator Farm = queue { evaluator: | }`);
  expect(complete(proposed.program, proposed.file, proposed.cursor).map(({ label }) => label)).toContain('Train');
  const wrong = marked(`${train}evaluator Farm = queue { evaluator: Trian }`);
  expect(checkProgram(wrong.program).map(({ message }) => message)).toEqual([
    'unknown evaluator "Trian"; did you mean "Train"?',
  ]);
});
