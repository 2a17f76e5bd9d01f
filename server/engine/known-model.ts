/**
 * What the server knows of one model: its state, and estimates by (canonical hash, version). The engine tells the hash of each architecture with
 * its estimate, so isomorphic ones share an entry. Versions name labels and predictor, so what is known stays true when the engine restarts.
 */
import type { AccuracyModel } from '../../dsl/service/accuracy/models.ts';
import type { Effect, Estimate, EstimateOf, ModelState, Refused } from '../../engine/protocol/messages.ts';

/** The one that is shown while the next one fills. */
const VERSIONS = 2;

export interface KnownModel {
  /** As of the last text: its files are what an engine opens it from. */
  model: AccuracyModel;
  /** Undefined while it is being opened for the first time. */
  state: ModelState | undefined;
  /** Whether the state is that of an engine that is gone. */
  isOld: boolean;
  readonly hashes: Map<string, string>;
  readonly refused: Set<string>;
  readonly estimates: Map<string, Map<string, Estimate>>;
  /** By version, then by the decisions' paths. */
  readonly effects: Map<string, Map<string, readonly Effect[]>>;
}

export const knownModel = (model: AccuracyModel): KnownModel => ({
  model,
  state: undefined,
  isOld: false,
  hashes: new Map(),
  refused: new Set(),
  estimates: new Map(),
  effects: new Map(),
});

export const latestVersion = (known: KnownModel): string | undefined => known.state?.basis?.version;

/** Whether too little is measured for anything to be claimed, which measuring more would mend. False while that is not known. */
export const lacksLabels = (known: KnownModel): boolean => known.state?.lack === 'labels';

export function estimateIn(known: KnownModel, version: string, text: string): Estimate | undefined {
  const hash = known.hashes.get(text);
  return hash === undefined ? undefined : known.estimates.get(version)?.get(hash);
}

export function addEstimates(
  known: KnownModel,
  version: string,
  estimates: readonly EstimateOf[],
  refused: readonly Refused[],
): void {
  let values = known.estimates.get(version);
  if (values === undefined) {
    known.estimates.set(version, (values = new Map()));
    for (const old of [...known.estimates.keys()].slice(0, -VERSIONS)) known.estimates.delete(old);
  }
  for (const { text, hash, estimate } of estimates) {
    known.hashes.set(text, hash);
    values.set(hash, estimate);
  }
  for (const { text } of refused) known.refused.add(text);
}

export function addEffects(known: KnownModel, version: string, decisions: string, effects: readonly Effect[]): void {
  let values = known.effects.get(version);
  if (values === undefined) {
    known.effects.set(version, (values = new Map()));
    for (const old of [...known.effects.keys()].slice(0, -VERSIONS)) known.effects.delete(old);
  }
  values.set(decisions, effects);
}
