/** The diagnostics of all declarations of a program, put together. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Analysis } from '../analysis.ts';
import { configure } from '../configured.ts';
import { planExperiment } from '../experiment.ts';
import { withFix } from '../fixes/fixes.ts';
import type { ProgramFile } from '../program.ts';
import { checkArch } from './arch.ts';
import { checkDuplicates } from './duplicates.ts';
import { checkHypernetwork, checkHypernetworks } from './hypernetworks.ts';
import { checkTypes } from './types.ts';

/** Those of loading included, in the order of files and positions. */
export function diagnosticsOf(analysis: Analysis): readonly Diagnostic[] {
  const { program } = analysis;
  const diagnostics: Diagnostic[] = [...program.diagnostics];
  for (const file of program.files.values()) for (const found of checkFile(analysis, file)) diagnostics.push(found);
  const order = new Map([...program.files.keys()].map((file, i) => [file, i]));
  const orderOf = ({ file }: Diagnostic): number => order.get(file) ?? -1;
  return unique(diagnostics)
    .sort((a, b) => orderOf(a) - orderOf(b) || a.span.start - b.span.start)
    .map((each) => withFix(program, each));
}

function checkFile(analysis: Analysis, file: ProgramFile): Diagnostic[] {
  const { program } = analysis;
  const diagnostics: Diagnostic[] = [...checkDuplicates(program, file), ...checkTypes(file.ast, file.file)];
  for (const item of file.ast.items) {
    switch (item.kind) {
      case 'space':
        for (const found of analysis.space(item, file.file).diagnostics) diagnostics.push(found);
        break;
      case 'dataset':
      case 'evaluator':
      case 'predictor':
      case 'hypernetwork':
        configure(program, item.type, item.options, item.kind, file.file, diagnostics);
        if (item.kind === 'hypernetwork') diagnostics.push(...checkHypernetwork(analysis, item, file.file));
        break;
      case 'experiment': {
        const plan = planExperiment(program, item, file.file);
        diagnostics.push(...plan.diagnostics, ...checkHypernetworks(analysis, item, file.file, plan.value));
        break;
      }
    }
  }
  for (const item of file.ast.items)
    if (item.kind === 'arch') diagnostics.push(...checkArch(analysis, item, file.file));
  return diagnostics;
}

function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((each) => {
    const key = `${each.file}|${each.span.start}|${each.span.end}|${each.code}|${each.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
