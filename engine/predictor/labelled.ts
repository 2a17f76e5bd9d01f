/** From measurements as users have them to a support set: what is wrong is said by name, what is measured twice counts once. */
import { createHash } from 'node:crypto';
import type { Architecture, DecisionSpace } from '../../dsl/space/decision-space.ts';
import { fail, ok, type Outcome } from '../data/outcome.ts';
import { encodeAll } from '../encoding/encoder.ts';
import { supportProblem } from './label-check.ts';
import type { ArchitectureSource, Support } from './predictor.ts';

export interface Measurement {
  readonly architecture: Architecture;
  readonly value: number;
  /** For messages: "line 7", "evaluation 12". */
  readonly where: string;
}

export interface Labelled {
  readonly support: Support & { readonly source: ArchitectureSource };
  /** Digest of the architectures (by canonical hash) and their labels, whatever their order. */
  readonly fingerprint: string;
  /** Sentences on what was put right. */
  readonly warnings: readonly string[];
}

/** Architectures with the same canonical graph: one network, of which the mean of what was measured counts. */
export interface MeasuredNetwork {
  /** Canonical hash of the graph. */
  readonly hash: string;
  readonly group: readonly Measurement[];
  readonly label: number;
}

/**
 * One row a network: architectures with the same canonical graph are one, labelled by the mean of what was measured. Refused, in a sentence: values
 * that are no numbers, accuracies outside of 0..100 %, architectures that the space does not have, and what no predictor can learn from.
 */
export function labelled(
  space: DecisionSpace,
  metric: string,
  measurements: readonly Measurement[],
): Outcome<Labelled> {
  const networks = measuredNetworks(space, metric, measurements);
  return 'error' in networks ? networks : labelledNetworks(space, metric, networks.value);
}

/** In the order in which each was measured first. Refused where a measurement is none; how many there are does not matter. */
export function measuredNetworks(
  space: DecisionSpace,
  metric: string,
  measurements: readonly Measurement[],
): Outcome<readonly MeasuredNetwork[]> {
  // What has been measured is learnt, also where the space sets bounds on costs.
  const measurable = space.withoutCosts();
  const byHash = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const { architecture, value, where } = measurement;
    const valid = measurable.validate(architecture);
    if (!valid.ok) return fail(`${where} is no architecture of ${space.name}: ${valid.why}`);
    if (!Number.isFinite(value)) return fail(`${where}: ${metric} is ${value}, expected a finite number`);
    if (metric === 'accuracy' && (value < 0 || value > 100))
      return fail(`${where}: accuracy is ${value}, expected percent, 0..100`);
    const hash = space.graphHash(architecture);
    byHash.set(hash, [...(byHash.get(hash) ?? []), measurement]);
  }
  return ok([...byHash].map(([hash, group]) => ({ hash, group, label: meanOf(group) })));
}

/** Refused where no predictor can learn from them. */
export function labelledNetworks(
  space: DecisionSpace,
  metric: string,
  networks: readonly MeasuredNetwork[],
): Outcome<Labelled> {
  const architectures = networks.flatMap(({ group }) => group[0]?.architecture ?? []);
  const labels = Float64Array.from(networks, ({ label }) => label);
  const support = { features: encodeAll(space, architectures), source: { space, architectures }, labels };
  const problem = supportProblem(support);
  if (problem !== undefined) return fail(problem);
  return ok({
    support,
    fingerprint: fingerprintOf(metric, networks),
    warnings: contradictions(
      metric,
      networks.map(({ group }) => group),
    ),
  });
}

/** Most contradictions that are told one by one. */
const TOLD = 3;

function contradictions(metric: string, groups: readonly (readonly Measurement[])[]): string[] {
  const differing = groups.filter((group) => group.some(({ value }) => value !== group[0]?.value));
  const told = differing.slice(0, TOLD).map((group) => {
    const values = group.map(({ where, value }) => `${value} (${where})`).join(', ');
    return `one network has ${group.length} different measurements of ${metric}: ${values}; their mean is learnt`;
  });
  const more = differing.length - told.length;
  return more > 0 ? [...told, `${more} more networks have measurements that differ; their means are learnt`] : told;
}

function meanOf(group: readonly Measurement[]): number {
  return group.reduce((sum, { value }) => sum + value, 0) / group.length;
}

function fingerprintOf(metric: string, networks: readonly { readonly hash: string; readonly label: number }[]): string {
  const lines = networks.map(({ hash, label }) => `${hash} ${label}`).sort();
  return createHash('sha256')
    .update([metric, ...lines].join('\n'))
    .digest('hex');
}
