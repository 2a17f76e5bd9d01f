/** What is wrong with a text that was written for a request. */
import { checkProgram } from '../../../../dsl/semantics/check.ts';
import { resolveExperiment } from '../../../../dsl/semantics/experiment.ts';
import { programOf } from '../../../../dsl/semantics/program.ts';

/** All that is wrong with a text, warnings included; requirements on predicted metrics hold as far as predictions do, which is said of every one. */
export function problems(text: string): readonly string[] {
  const program = programOf(text);
  const told = [...checkProgram(program), ...resolveExperiment(program, 'Asked').diagnostics];
  return told
    .filter(({ code }) => code !== 'predicted-require')
    .map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
}
