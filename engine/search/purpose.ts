/**
 * What a run is for: a search, or only measuring. Labels and given architectures are runs like others, in the store and resumable; their strategy has no
 * name in the language, so it is written over the experiment's, and read back from what the run's record says of its strategy.
 */
import type { Architecture } from '../../dsl/space/decision-space.ts';
import type { Outcome } from '../data/outcome.ts';
import type { RunRecord } from '../store/records.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import { givenStrategy } from './strategies/given.ts';
import { labelsStrategy } from './strategies/labels.ts';
import type { StrategyFactory } from './strategy.ts';

export type Purpose =
  | { readonly kind: 'search' }
  /** Measures a set that covers the space. */
  | { readonly kind: 'labels' }
  /** Measures these: canonical texts. */
  | { readonly kind: 'given'; readonly architectures: readonly string[] };

/** Architectures of a run of labels unless told: enough for a first predictor (docs/few-shot.md). */
export const DEFAULT_LABELS = 16;

/** The experiment as a run for that purpose means it. `evaluations` takes the place of its budget. */
export function withPurpose(spec: ExperimentSpec, purpose: Purpose, evaluations?: number): ExperimentSpec {
  const budget = evaluations === undefined ? undefined : { evaluations };
  switch (purpose.kind) {
    case 'search':
      return { ...spec, budget: budget ?? spec.budget };
    case 'labels':
      return {
        ...spec,
        strategy: { kind: 'labels', options: {}, file: spec.strategy.file },
        budget: budget ?? { evaluations: DEFAULT_LABELS },
      };
    case 'given': {
      const { architectures } = purpose;
      return {
        ...spec,
        strategy: { kind: 'given', options: { architectures }, file: spec.strategy.file },
        budget: { evaluations: architectures.length },
      };
    }
  }
}

export function purposeOf({ resolved }: Pick<RunRecord, 'resolved'>): Purpose {
  const strategy = resolved['strategy'] as { kind?: unknown; options?: { architectures?: unknown } } | null | undefined;
  if (strategy?.kind === 'labels') return { kind: 'labels' };
  const architectures = strategy?.options?.architectures;
  if (strategy?.kind !== 'given' || !Array.isArray(architectures)) return { kind: 'search' };
  return { kind: 'given', architectures: architectures.map(String) };
}

/**
 * The strategy of a purpose, undefined where the experiment's own serves. `known`: hashes of graphs that were measured elsewhere. The error names what is
 * no architecture of the space.
 */
export function strategyFor(
  purpose: Purpose,
  { space }: ExperimentSpec,
  known: () => ReadonlySet<string>,
): Outcome<StrategyFactory | undefined> {
  if (purpose.kind === 'search') return { value: undefined };
  if (purpose.kind === 'labels') return { value: labelsStrategy(known()) };
  const architectures: Architecture[] = [];
  for (const text of purpose.architectures) {
    const { value, diagnostics } = space.parse(text);
    const wrong = diagnostics.find(({ severity }) => severity === 'error');
    if (value === undefined || wrong !== undefined)
      return { error: `${text} cannot be measured: ${wrong?.message ?? `it is no architecture of ${space.name}`}` };
    architectures.push(value);
  }
  return { value: givenStrategy(architectures) };
}
