/**
 * Hypernetworks that an experiment uses, or that are asked for by name: what `hypernetwork Weights = ghn { ... }` says, with the space whose
 * networks it learns on and the data set. Both are the experiment's unless the hypernetwork names its own.
 */
import { diagnostic, type Place } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DecisionSpace } from '../space/decision-space.ts';
import { lowerSpace } from '../space/lower.ts';
import type { HypernetworkItem } from '../syntax/ast.ts';
import type { Configured } from './configured.ts';
import { readOptionRecord, type OptionRecord, type OptionValue } from './options.ts';
import { itemsOf, type Found, type Program } from './program.ts';
import { referencesOf } from './references.ts';
import type { kinds } from './kinds.ts';

/** A hypernetwork as its declaration says it; the name of its space and its data set are undefined where it leaves them to the experiment. */
export interface PlannedHypernetwork extends Configured {
  readonly name: string;
  readonly space: string | undefined;
  readonly dataset: Configured | undefined;
}

/** Ready to be trained: everything looked up. */
export interface ConfiguredHypernetwork extends Configured {
  readonly name: string;
  readonly space: DecisionSpace;
  readonly dataset: Configured;
}

/** The hypernetwork of this name, as a file sees it. */
export function planHypernetwork(program: Program, name: string, from: string): PlannedHypernetwork | undefined {
  const found = itemsOf(program, 'hypernetwork', from).find(({ item }) => item.name.text === name);
  return found === undefined ? undefined : planned(program, found);
}

function planned(program: Program, { item, file }: Found<HypernetworkItem>): PlannedHypernetwork {
  const { space, dataset, ...options } = readOptionRecord(item.options, file, []);
  const data = itemsOf(program, 'dataset', file).find((each) => each.item.name.text === dataset);
  return {
    name: item.name.text,
    kind: item.type.text,
    options,
    file,
    space: typeof space === 'string' ? space : undefined,
    dataset: data && {
      kind: data.item.type.text,
      options: readOptionRecord(data.item.options, data.file, []),
      file: data.file,
    },
  };
}

/** Names of the hypernetworks that the options of a part mention, each once. */
export function hypernetworksIn(
  group: keyof typeof kinds,
  { kind, options }: { readonly kind: string; readonly options: OptionRecord },
): string[] {
  return Object.entries(referencesOf(group, kind)).flatMap(([option, { to, words }]) => {
    const value: OptionValue | undefined = options[option];
    return to === 'hypernetwork' && typeof value === 'string' && !words.includes(value) ? [value] : [];
  });
}

/**
 * `hypernet: Weights` of a predictor means a graph network of the form that the hypernetwork has: `hypernet: ghn(hidden: 32, rounds: 5)`. Its
 * weights stay its own.
 */
export function withForms(program: Program, part: Configured, from: string): OptionRecord {
  const { kind, options } = part;
  const hypernet = options['hypernet'];
  const found =
    kind === 'hypernas' && typeof hypernet === 'string' ? planHypernetwork(program, hypernet, from) : undefined;
  if (found === undefined) return options;
  const { hidden, rounds } = found.options;
  return {
    ...options,
    hypernet: {
      name: 'ghn',
      ...(hidden === undefined ? {} : { hidden }),
      ...(rounds === undefined ? {} : { rounds }),
    },
  };
}

/** With its space lowered and the experiment's parts where it names none of its own; the diagnostics say what is missing, at `place`. */
export function configureHypernetwork(
  program: Program,
  plan: PlannedHypernetwork,
  fallback: { readonly space: DecisionSpace | undefined; readonly dataset: Configured | undefined },
  place: Place,
): Checked<ConfiguredHypernetwork | undefined> {
  const diagnostics: Diagnostic[] = [];
  const dataset = plan.dataset ?? fallback.dataset;
  let { space } = fallback;
  if (plan.space !== undefined && plan.space !== space?.name) {
    const lowered = lowerSpace(program, plan.space);
    diagnostics.push(...lowered.diagnostics);
    space = lowered.value;
  }
  const missing = (what: string): void => {
    diagnostics.push(diagnostic('missing-member', place, { what, of: `hypernetwork "${plan.name}"` }));
  };
  if (dataset === undefined) missing('data set: write "dataset: Name" in it');
  if (space === undefined) {
    if (plan.space === undefined) missing('space: write "space: Name" in it');
    return { value: undefined, diagnostics };
  }
  return {
    value: dataset === undefined ? undefined : { ...plan, space, dataset },
    diagnostics,
  };
}
