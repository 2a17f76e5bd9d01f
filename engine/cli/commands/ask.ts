/** `hnas ask "…"`: a request in plain English as an experiment, by rules, on this machine. What is printed is a spec. */
import type { Command } from 'commander';
import { ask } from '../../../dsl/ask/ask.ts';
import { spacesOf } from '../../../dsl/ask/known-spaces.ts';
import { CommandFailure } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { loadSpec, requireSound } from '../spec.ts';

interface Options {
  readonly file?: string;
}

export function registerAsk(program: Command, register: Register): void {
  register(
    program
      .command('ask')
      .summary('an experiment from plain words')
      .description(
        'Turns a request in plain English into an experiment, by rules: nothing leaves this machine. Comments in what is printed say what was understood, what was not, and what is assumed.',
      )
      .argument('<request...>', 'what is looked for, such as "a fast image classifier for phones under 5 MB"')
      .option('--file <spec>', 'a spec file that the experiment is for: its spaces are taken where they fit'),
    (io, [words]: [string[]], options: Options) => answer(words.join(' '), options, io),
  );
}

function answer(request: string, { file }: Options, io: Io): CommandResult {
  const spec = file === undefined ? undefined : loadSpec(file, io);
  if (spec !== undefined) requireSound(spec, io);
  const asked = ask(request, {
    ...(spec === undefined ? {} : { program: spec.program }),
    spaces: spec === undefined ? [] : spacesOf(spec.program),
  });
  if ('error' in asked) throw new CommandFailure(1, 'not-understood', asked.error);
  const { text, experiment, space, understood, notUnderstood, assumed, contradictions } = asked;
  return {
    json: { file: file ?? null, experiment, space, understood, notUnderstood, assumed, contradictions, text },
    text: [text.trimEnd()],
  };
}
