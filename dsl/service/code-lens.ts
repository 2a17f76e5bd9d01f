/**
 * Commands and facts above declarations: run an experiment, train a hypernetwork, sample a space and how large it is,
 * what an architecture costs. Which commands
 * there are is the editor's affair: lenses name them, and the adapter leaves out those that nobody carries out.
 */
import type { Program } from '../semantics/program.ts';
import type { Item, Span } from '../syntax/ast.ts';
import { hasExperiments, modelsOf, type AccuracyModel } from './accuracy/models.ts';
import { archFacts } from './facts/arch-facts.ts';
import { ask } from './facts/job.ts';
import { compact, grouped, sizeText } from './facts/numbers.ts';
import { spaceFacts } from './facts/space-facts.ts';
import { partialArch } from './refactorings/complete-arch.ts';

/** Names of commands; each takes the file and the name of the item, `train` that of the experiment, whichever item it stands over. */
export const lensCommands = {
  run: 'hypernas.runExperiment',
  resume: 'hypernas.resumeExperiment',
  front: 'hypernas.openFront',
  train: 'hypernas.trainPredictor',
  hypernetwork: 'hypernas.trainHypernetwork',
  stopTraining: 'hypernas.stopHypernetwork',
  sample: 'hypernas.sampleArchitecture',
  complete: 'hypernas.completeArchitecture',
} as const;

export type LensKind = keyof typeof lensCommands | 'size' | 'costs' | 'trained';

/** How far a hypernetwork is trained. */
export interface HypernetworkStanding {
  /** Steps that its block asks for, and those that are done. */
  readonly steps: number;
  readonly done: number;
  /** It is trained now. */
  readonly training: boolean;
}

export interface Lens {
  readonly kind: LensKind;
  /** Where it stands above: the name of the item. */
  readonly span: Span;
  /** What the command is given. */
  readonly name: string;
  /** Undefined for those facts that are looked up when the lens is shown. */
  readonly title: string | undefined;
}

/** Quick: nothing is counted here. `untrained` are the models that claim nothing until more is measured; `standings` of hypernetworks by name. */
export function lenses(
  program: Program,
  file: string,
  untrained: readonly AccuracyModel[] = [],
  standings: ReadonlyMap<string, HypernetworkStanding> = new Map(),
): Lens[] {
  return (program.files.get(file)?.ast.items ?? []).flatMap((item) => {
    const { text, span } = 'name' in item ? item.name : { text: '', span: item.span };
    const own = kindsFor(program, item, file, standings.get(text)).map(([kind, title]): Lens => ({
      kind,
      title,
      span,
      name: text,
    }));
    const model = untrained.find((each) => isAbout(each, program, item, file));
    if (model === undefined) return own;
    return [...own, { kind: 'train', title: 'Train a predictor', span, name: model.experiment }];
  });
}

function isAbout(model: AccuracyModel, program: Program, item: Item, file: string): boolean {
  if (item.kind === 'experiment') return item.name.text === model.experiment;
  return item.kind === 'space' && spaceFacts(program, item, file).space === model.space;
}

/** The models that lenses of the file depend on: those that measuring can mend. A table holds what it holds. */
export const modelsOfLenses = (program: Program): AccuracyModel[] =>
  hasExperiments(program) ? [...modelsOf(program).values()].filter(({ evaluator }) => evaluator !== 'table') : [];

function kindsFor(
  program: Program,
  item: Item,
  file: string,
  standing: HypernetworkStanding | undefined,
): [LensKind, string | undefined][] {
  if (!('name' in item) || item.name.text === '') return [];
  switch (item.kind) {
    case 'experiment':
      return [
        ['run', 'Run'],
        ['resume', 'Resume'],
        ['front', 'Open front'],
      ];
    case 'space':
      // A space with errors has no size; the other stays, so that lines do not move while one types.
      return [
        ['sample', 'Sample an architecture'],
        ...(spaceFacts(program, item, file).space === undefined ? [] : [['size', undefined] as [LensKind, undefined]]),
      ];
    case 'arch':
      return partialArch(program, item, file) === undefined ? [['costs', undefined]] : [['complete', 'Complete']];
    case 'hypernetwork':
      return [hypernetworkLens(standing)];
    default:
      return [];
  }
}

/** What is not known yet, as where it depends on an experiment, can be trained all the same. */
function hypernetworkLens({ steps, done, training }: HypernetworkStanding = NOTHING): [LensKind, string] {
  if (training) return ['stopTraining', 'Stop training'];
  if (done === 0) return ['hypernetwork', 'Train'];
  const [all, some] = [grouped(steps), grouped(done)];
  return done < steps ? ['hypernetwork', `Continue (${some} of ${all} steps)`] : ['trained', `trained, ${all} steps`];
}

const NOTHING: HypernetworkStanding = { steps: 0, done: 0, training: false };

/** Names of those that a file declares. */
export const hypernetworksOfLenses = (program: Program, file: string): string[] =>
  (program.files.get(file)?.ast.items ?? []).flatMap((item) =>
    item.kind === 'hypernetwork' && item.name.text !== '' ? [item.name.text] : [],
  );

/** Milliseconds for the size of a space; what takes longer is shown as a bound, and counted on in idle time. */
const TIME = 20;

/** The title of a fact; undefined where there is none, because of errors. */
export function lensTitle(program: Program, file: string, kind: LensKind, name: string): string | undefined {
  const item = program.files
    .get(file)
    ?.ast.items.find((each) => each.kind === (kind === 'size' ? 'space' : 'arch') && each.name.text === name);
  if (item?.kind === 'space') {
    const { space, jobs } = spaceFacts(program, item, file);
    const size = jobs && ask(jobs.size, TIME);
    if (size !== undefined) return `${sizeText(size)} architectures`;
    return space && `at most ${grouped(space.rawSize())} architectures`;
  }
  const costs = item?.kind === 'arch' ? archFacts(program, item, file)?.costs : undefined;
  return costs && `${compact(costs.params)} params · ${compact(costs.macs)} MACs · depth ${costs.depth}`;
}
