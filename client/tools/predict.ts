/** `hypernas_predict`: what is known of an architecture's accuracy, and what it costs. */
import { l10n } from 'vscode';
import { optional, record, text } from '../../engine/protocol/read.ts';
import type { ProgramView } from '../../engine/protocol/program.ts';
import type { Parts } from '../parts.ts';
import { predictionText } from './answers.ts';
import { specFile } from './files.ts';
import type { ModelTool } from './tool.ts';

const input = record({ file: text, architecture: text, space: optional(text) });

export const predictTool = ({ programs }: Pick<Parts, 'programs'>): ModelTool<typeof input> => ({
  name: 'hypernas_predict',
  input,
  doing: ({ file }) => l10n.t('Predicting an architecture of {0}', file),
  answer: async ({ file, architecture, space }, token) => {
    const uri = await specFile(file);
    if ('error' in uri) return uri;
    const program = await programs.ask('hypernas/program', { uri: uri.toString(), position: undefined }, token);
    if ('error' in program) return program;
    const wanted = subjectOf(program.value, architecture, space);
    if ('error' in wanted) return wanted;
    const answer = await programs.ask('hypernas/predict', { uri: uri.toString(), ...wanted }, token);
    return 'error' in answer ? answer : { value: predictionText(answer.value) };
  },
});

/** The name of an `arch` stands for what it is; the space may be left out where there is no doubt. */
function subjectOf(
  { archs, spaces, experiments }: ProgramView,
  architecture: string,
  given: string | undefined,
): { readonly space: string; readonly architecture: string } | { readonly error: string } {
  const named = archs.find(({ name }) => name === architecture);
  if (named !== undefined) {
    if (named.architecture === undefined) return { error: `${architecture} is incomplete or has errors.` };
    return { space: named.space, architecture: named.architecture };
  }
  // Who says an experiment means its space.
  const space = experiments.find(({ name }) => name === given)?.space ?? given;
  const names = spaces.map(({ name }) => name);
  const [only] = names;
  if (only === undefined) return { error: 'The file has no space.' };
  if (space === undefined && names.length > 1) return { error: `Name one of the spaces: ${names.join(', ')}.` };
  if (space !== undefined && !names.includes(space))
    return { error: `There is no space ${space}; there are ${names.join(', ')}.` };
  return { space: space ?? only, architecture };
}
