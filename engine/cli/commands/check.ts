/** `hnas check FILE…`: everything the language finds wrong, without running anything. A folder stands for the specs in it. */
import type { Command } from 'commander';
import type { Diagnostic } from '../../../dsl/diagnostics/diagnostic.ts';
import { diagnosticLines, jsonDiagnostic } from '../diagnostics-text.ts';
import { CommandFailure } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { loadSpec, type LoadedSpec } from '../spec.ts';
import { specFiles } from '../spec-files.ts';

export function registerCheck(program: Command, register: Register): void {
  register(
    program
      .command('check')
      .summary('report what is wrong in spec files')
      .description('Reports every error and warning in spec files and what they import. Nothing is run.')
      .argument('<file...>', 'spec files, or folders of them'),
    (io, [paths]: [string[]]) => check(specFiles(paths, io.cwd), io),
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
  const all = distinct(loaded);
  const count = (severity: string): number =>
    all.reduce((sum, { found }) => sum + found.filter((each) => each.severity === severity).length, 0);
  const [errors, warnings] = [count('error'), count('warning')];
  const lines = (color: boolean): string[] => [
    ...all.flatMap(({ spec, found }) => diagnosticLines(found, spec.sources, color)),
    summary(loaded.length, errors, warnings),
  ];
  const result: CommandResult = {
    json: {
      files: loaded.map((spec) => ({
        file: spec.file,
        diagnostics: spec.diagnostics.map((each) => jsonDiagnostic(each, spec.sources)),
      })),
      errors,
      warnings,
    },
    text: lines(io.outColor),
    exit: errors > 0 ? 1 : 0,
  };
  const [first] = unreadable;
  if (first === undefined) return result;
  throw new CommandFailure(2, first.code, unreadable.map((each) => each.message).join('\n'), {
    details: loaded.length > 0 ? lines(io.errColor) : [],
    data: { ...(result.json as Record<string, unknown>) },
  });
}

/** What is wrong in a file that several import is told once, in the first of them. */
function distinct(
  loaded: readonly LoadedSpec[],
): { readonly spec: LoadedSpec; readonly found: readonly Diagnostic[] }[] {
  const told = new Set<string>();
  return loaded.map((spec) => {
    const found = spec.diagnostics.filter(({ file, span, code, message }) => {
      const key = JSON.stringify([file, span.start, span.end, code, message]);
      return !told.has(key) && told.add(key);
    });
    return { spec, found };
  });
}

function summary(files: number, errors: number, warnings: number): string {
  const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;
  if (errors === 0 && warnings === 0) return `${plural(files, 'file')}: no problems`;
  return `${plural(files, 'file')}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
}
