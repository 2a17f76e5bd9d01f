/** What there is in a program to run, to predict and to insert: experiments, spaces, architectures and hypernetworks, as somebody lists them who does not parse. */
import { planExperiment } from '../semantics/experiment.ts';
import { experimentsAround } from '../semantics/hypernetwork-experiments.ts';
import { itemsOf, type Program } from '../semantics/program.ts';
import type { Item, Name } from '../syntax/ast.ts';
import { accuracyModelOf } from './accuracy/models.ts';
import { archFacts } from './facts/arch-facts.ts';
import { spaceFacts } from './facts/space-facts.ts';

interface Listed {
  readonly file: string;
  readonly name: Name;
}

export interface ListedExperiment extends Listed {
  readonly space: string | undefined;
  readonly evaluator: string | undefined;
  readonly evaluatorKind: string | undefined;
  readonly strategy: string;
  readonly evaluations: number | undefined;
  /** Why it cannot be run as it is written. */
  readonly error: string | undefined;
}

export interface ListedSpace extends Listed {
  /** The experiment that the accuracies of its architectures come from. */
  readonly experiment: string | undefined;
}

export interface ListedArch extends Listed {
  readonly space: string;
  /** Canonical text; undefined where the literal is wrong or incomplete. */
  readonly architecture: string | undefined;
}

export interface ListedHypernetwork extends Listed {
  /** Names of the experiments that it may be trained as, where there are several that differ in what it learns on. */
  readonly experiments: readonly string[];
}

export interface Overview {
  readonly experiments: readonly ListedExperiment[];
  readonly spaces: readonly ListedSpace[];
  readonly archs: readonly ListedArch[];
  readonly hypernetworks: readonly ListedHypernetwork[];
}

/** Of all that the entry file sees, its own first. */
export function overview(program: Program): Overview {
  return {
    experiments: itemsOf(program, 'experiment')
      .filter(isNamed)
      .map(({ item, file }) => {
        const { value: plan, diagnostics } = planExperiment(program, item, file);
        const field = (key: string): string | undefined => {
          const found = item.members.find((member) => member.kind === 'field' && member.key.text === key);
          return found?.kind === 'field' && found.value.kind === 'name' ? found.value.name : undefined;
        };
        const error = diagnostics.find(({ severity }) => severity === 'error')?.message;
        return {
          file,
          name: item.name,
          space: plan?.space,
          evaluator: plan?.evaluator && field('evaluator'),
          evaluatorKind: plan?.evaluator?.kind,
          strategy: plan?.strategy.kind ?? 'predictor',
          evaluations: plan?.budget.evaluations,
          error: error ?? (plan?.evaluator === undefined ? 'It names no evaluator that is there.' : undefined),
        };
      }),
    spaces: itemsOf(program, 'space')
      .filter(isNamed)
      .map(({ item, file }) => {
        const { space } = spaceFacts(program, item, file);
        return { file, name: item.name, experiment: space && accuracyModelOf(program, space)?.experiment };
      }),
    archs: itemsOf(program, 'arch')
      .filter(isNamed)
      .map(({ item, file }) => ({
        file,
        name: item.name,
        space: item.space.text,
        architecture: archFacts(program, item, file)?.text,
      })),
    hypernetworks: itemsOf(program, 'hypernetwork')
      .filter(isNamed)
      .map(({ item, file }) => {
        const around = experimentsAround(program, item.name.text, file);
        return { file, name: item.name, experiments: around.length > 1 ? around.map(({ name }) => name) : [] };
      }),
  };
}

/** What has no name yet cannot be spoken of. */
const isNamed = ({ item }: { readonly item: { readonly name: Name } }): boolean => item.name.text !== '';

/** The item of a file that the offset is in. */
export function listedItemAt(
  program: Program,
  file: string,
  offset: number,
): { readonly kind: ListedKind; readonly name: string } | undefined {
  const item = program.files.get(file)?.ast.items.find(({ span }: Item) => span.start <= offset && offset <= span.end);
  return item !== undefined && isListed(item) ? { kind: item.kind, name: item.name.text } : undefined;
}

export type ListedKind = 'experiment' | 'space' | 'arch' | 'hypernetwork';

const isListed = (item: Item): item is Extract<Item, { readonly kind: ListedKind }> =>
  item.kind === 'experiment' || item.kind === 'space' || item.kind === 'arch' || item.kind === 'hypernetwork';
