/**
 * What the server knows of one model: its state, and accuracies by (canonical hash, version). The engine tells the hash of each architecture with
 * its accuracy, so isomorphic ones share an entry. Versions name labels and predictor, so what is known stays true when the engine restarts.
 */
import type { AccuracyModel } from '../../dsl/service/accuracy/models.ts';
import type { Effect, Estimate, EstimateOf, Measurement, ModelState, Refused } from '../../engine/protocol/messages.ts';

/** The one that is shown while the next one fills. */
const VERSIONS = 2;

/** An architecture while nothing can be predicted: what was measured of it, if anything. */
export type OnlyMeasured = Pick<Measurement, 'accuracy' | 'by'>;

export type KnownAccuracy = Estimate | OnlyMeasured;

export interface KnownModel {
  /** As of the last text: its files are what an engine opens it from. */
  model: AccuracyModel;
  /** Undefined while it is being opened for the first time. */
  state: ModelState | undefined;
  /** Whether the state is that of an engine that is gone. */
  isOld: boolean;
  readonly hashes: Map<string, string>;
  readonly refused: Set<string>;
  /** By version, then by hash; a version is either of estimates or of measurements alone. */
  readonly accuracies: Map<string, Map<string, KnownAccuracy>>;
  /** By version, then by the decisions' paths. */
  readonly effects: Map<string, Map<string, readonly Effect[]>>;
}

export const knownModel = (model: AccuracyModel): KnownModel => ({
  model,
  state: undefined,
  isOld: false,
  hashes: new Map(),
  refused: new Set(),
  accuracies: new Map(),
  effects: new Map(),
});

/** Of predictions; undefined where nothing is predicted. */
export const latestVersion = (known: KnownModel): string | undefined => known.state?.basis?.version;

/** Of predictions, or else of what was measured; undefined where no accuracy is known. */
export const latestShown = ({ state }: KnownModel): string | undefined =>
  state?.basis?.version ?? state?.measured?.version;

/** Whether too little is measured for anything to be claimed, which measuring more would mend. False while that is not known. */
export const lacksLabels = (known: KnownModel): boolean => known.state?.lack === 'labels';

export function accuracyIn(known: KnownModel, version: string, text: string): KnownAccuracy | undefined {
  const hash = known.hashes.get(text);
  return hash === undefined ? undefined : known.accuracies.get(version)?.get(hash);
}

export function addEstimates(
  known: KnownModel,
  version: string,
  estimates: readonly EstimateOf[],
  refused: readonly Refused[],
): void {
  add(known, version, estimates.map(({ text, hash, estimate }) => ({ text, hash, value: estimate })), refused); // prettier-ignore
}

export function addMeasurements(
  known: KnownModel,
  version: string,
  measurements: readonly Measurement[],
  refused: readonly Refused[],
): void {
  add(known, version, measurements.map(({ text, hash, accuracy, by }) => ({ text, hash, value: { accuracy, by } })), refused); // prettier-ignore
}

interface Told {
  readonly text: string;
  readonly hash: string;
  readonly value: KnownAccuracy;
}

function add(known: KnownModel, version: string, told: readonly Told[], refused: readonly Refused[]): void {
  let values = known.accuracies.get(version);
  if (values === undefined) {
    known.accuracies.set(version, (values = new Map()));
    for (const old of [...known.accuracies.keys()].slice(0, -VERSIONS)) known.accuracies.delete(old);
  }
  for (const { text, hash, value } of told) {
    known.hashes.set(text, hash);
    values.set(hash, value);
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
