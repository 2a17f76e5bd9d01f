/** `hnas check FILE…`: everything the language finds wrong, without running anything. */
import type { Command } from 'commander';
import { diagnosticLines, jsonDiagnostic } from '../diagnostics-text.ts';
import { CommandFailure } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { loadSpec, type LoadedSpec } from '../spec.ts';

export function registerCheck(program: Command, register: Register): void {
  register(
    program
      .command('check')
      .summary('report what is wrong in spec files')
      .description('Reports every error and warning in spec files and what they import. Nothing is run.')
      .argument('<file...>', 'spec files'),
    (io, [files]: [string[]]) => check(files, io),
  );
}

function check(files: readonly string[], io: Io): CommandResult {
  const loaded: LoadedSpec[] = [];
  const unreadable: CommandFailure[] = [];
  for (const file of files) {
    try {
      loaded.push(loadSpec(file, io));
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      unreadable.push(error);
    }
  }
  // One file that cannot be read must not hide what is wrong in the others.
  const all = loaded.flatMap((spec) => spec.diagnostics);
  const count = (severity: string): number => all.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const result: CommandResult = {
    json: {
      files: loaded.map((spec) => ({
        file: spec.file,
        diagnostics: spec.diagnostics.map((each) => jsonDiagnostic(each, spec.sources)),
      })),
      errors,
      warnings,
    },
    text: [
      ...loaded.flatMap((spec) => diagnosticLines(spec.diagnostics, spec.sources, io.color)),
      summary(loaded.length, errors, warnings),
    ],
    exit: errors > 0 ? 1 : 0,
  };
  const [first] = unreadable;
  if (first === undefined) return result;
  throw new CommandFailure(2, first.code, unreadable.map((each) => each.message).join('\n'), {
    details: loaded.length > 0 ? result.text : [],
    data: { ...(result.json as Record<string, unknown>) },
  });
}

function summary(files: number, errors: number, warnings: number): string {
  const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
  if (errors === 0 && warnings === 0) return `${plural(files, 'file')}: no problems`;
  return `${plural(files, 'file')}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
}
