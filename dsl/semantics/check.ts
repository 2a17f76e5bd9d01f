/** Everything that can be said of a program without running it. One file a declaration kind stands in check/. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SpaceModel } from '../space/model.ts';
import { checkArch } from './check/arch.ts';
import { checkDuplicates } from './check/duplicates.ts';
import { checkSpace } from './check/space.ts';
import { checkTypes } from './check/types.ts';
import { withFix } from './fixes/fixes.ts';
import { configure, planExperiment } from './experiment.ts';
import { itemsOf, type Program, type ProgramFile } from './program.ts';

/** All diagnostics of a program's files, those of loading included, in the order of files and positions. */
export function checkProgram(program: Program): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [...program.diagnostics];
  const models = new Map<object, SpaceModel>();
  for (const file of program.files.values())
    for (const found of checkFile(program, file, models)) diagnostics.push(found);
  const order = new Map([...program.files.keys()].map((file, i) => [file, i]));
  const orderOf = ({ file }: Diagnostic): number => order.get(file) ?? -1;
  return unique(diagnostics)
    .sort((a, b) => orderOf(a) - orderOf(b) || a.span.start - b.span.start)
    .map((each) => withFix(program, each));
}

function checkFile(program: Program, file: ProgramFile, models: Map<object, SpaceModel>): Diagnostic[] {
  const diagnostics: Diagnostic[] = [...checkDuplicates(program, file), ...checkTypes(file.ast, file.file)];
  for (const item of file.ast.items) {
    switch (item.kind) {
      case 'space': {
        const { model, diagnostics: found } = checkSpace(program, item, file.file);
        models.set(item, model);
        for (const each of found) diagnostics.push(each);
        break;
      }
      case 'dataset':
      case 'evaluator':
      case 'predictor':
        configure(item.type, item.options, item.kind, file.file, diagnostics);
        break;
      case 'experiment':
        diagnostics.push(...planExperiment(program, item, file.file).diagnostics);
        break;
    }
  }
  const byName = new Map<string, SpaceModel | undefined>();
  const modelNamed = (name: string): SpaceModel | undefined => {
    if (!byName.has(name)) byName.set(name, modelOf(program, models, name, file.file));
    return byName.get(name);
  };
  for (const item of file.ast.items) {
    if (item.kind === 'arch') diagnostics.push(...checkArch(program, item, file.file, modelNamed));
  }
  return diagnostics;
}

/** A space of an imported file may not have been checked yet. */
function modelOf(
  program: Program,
  models: Map<object, SpaceModel>,
  name: string,
  from: string,
): SpaceModel | undefined {
  const found = itemsOf(program, 'space', from).find(({ item }) => item.name.text === name);
  if (found === undefined) return undefined;
  let model = models.get(found.item);
  if (model === undefined) {
    model = checkSpace(program, found.item, found.file).model;
    models.set(found.item, model);
  }
  return model;
}

function unique(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((each) => {
    const key = `${each.file}|${each.span.start}|${each.span.end}|${each.code}|${each.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
