/**
 * What an experiment needs from the rest of the engine, opened and joined: its data set and evaluator, its predictor and features. The
 * command line and the editor's engine start runs through here.
 */
import type { Outcome } from '../data/outcome.ts';
import { encode } from '../encoding/encoder.ts';
import type { Evaluation, Evaluator } from '../evaluate/evaluator.ts';
import { hypernetworkShelf } from '../evaluate/ghn/hypernetwork-shelf.ts';
import { withHypernetworkSource } from '../evaluate/ghn/hypernetwork-source.ts';
import { spaceMisfit } from '../evaluate/train/fit.ts';
import { configuredPredictor, DEFAULT_PREDICTOR } from '../predictor/predictors.ts';
import { devicesWanted, openDeviceMetrics, type DeviceMetrics, type DevicesUsed } from './device-metrics.ts';
import { withAnytime } from './anytime-evaluator.ts';
import type { EvaluationPort, Measured } from './evaluation-port.ts';
import type { ExperimentSpec } from './experiment-spec.ts';
import { folderOf, openEvaluator, openQueued } from './open-evaluator.ts';
import { isForeknown, type Foreknown } from './foreknown.ts';
import type { ExperimentParts } from './experiment.ts';
import { guideOf } from './guide.ts';
import { neededHypernetworks, preparation, scoring } from './hypernetworks.ts';
import { keepEvery } from './keep-every.ts';
import { metricKey } from './metric.ts';
import type { StrategyContext, StrategyFactory } from './strategy.ts';
import { needsParts, needsPredictor, scoringHypernetwork, strategyFactory } from './strategies/options.ts';

/** Unless an experiment names one: a search fits every few evaluations, and proxies of its space would take seconds before the first. */
const quickPredictor = { kind: DEFAULT_PREDICTOR, options: { proxies: false } };

export interface Services {
  readonly strategy: StrategyFactory;
  readonly evaluator: EvaluationPort;
  readonly surrogate: StrategyContext['surrogate'];
  readonly features: StrategyContext['features'];
  /** Latencies by device profiles, where the experiment speaks of such devices. */
  readonly foreknown: Foreknown | undefined;
  /** The profiles that they come from, by device, for the run's record; undefined where there are none. */
  readonly devices: DevicesUsed | undefined;
  /** Trains hypernetworks that were not trained yet. */
  readonly prepare: ExperimentParts['prepare'];
  /** Scores by the strategy's hypernetwork. */
  readonly score: ExperimentParts['score'];
  /** What the user should know before the search begins. */
  readonly notes: readonly string[];
  /** Gives back data sets and devices. */
  close(): Promise<void>;
}

/**
 * Opens everything, or one sentence on what cannot be. `cwd`: what the names of spec files are relative to. `own`: a strategy that the language has no
 * name for, in place of the spec's.
 */
export async function openServices(
  spec: ExperimentSpec,
  cwd: string,
  own?: StrategyFactory,
): Promise<Outcome<Services>> {
  const strategy = own === undefined ? strategyFactory(spec.strategy) : { ok: true as const, value: own };
  if (!strategy.ok) return { error: strategy.why };
  let surrogate: StrategyContext['surrogate'];
  if (own === undefined && needsPredictor(spec.strategy)) {
    const { kind, options } = withHypernetworkSource(spec.predictor ?? quickPredictor, spec.hypernetworks ?? [], cwd);
    const configured = configuredPredictor(kind, options);
    if ('error' in configured) return configured;
    surrogate = guideOf(spec.space, configured.value);
  }
  const shelf = hypernetworkShelf(spec.hypernetworks ?? [], spec.dataset, cwd);
  const opened = await (spec.queue === undefined
    ? openEvaluator(spec, cwd, shelf)
    : openQueued(spec, spec.queue, cwd, shelf));
  if ('error' in opened) return opened;
  const { backend, dataset } = opened.value;
  const evaluator = withAnytime(opened.value.evaluator, [...spec.objectives, ...spec.constraints]);
  const close = async (): Promise<void> => {
    await evaluator.close();
    await shelf.close();
    dataset?.close();
  };
  const devices = openDevices(spec, evaluator, cwd);
  if ('error' in devices) {
    await close();
    return devices;
  }
  const known = devices.value;
  const scores = own === undefined ? scoringHypernetwork(spec.strategy) : undefined;
  const lacking =
    (dataset === undefined ? undefined : spaceMisfit(spec.space, dataset)) ??
    missingMetric(spec, evaluator, known?.foreknown) ??
    (own === undefined ? missingParts(spec, evaluator) : undefined);
  if (lacking !== undefined) {
    await close();
    return { error: lacking };
  }
  return {
    value: {
      strategy: strategy.value,
      evaluator: evaluationPort(spec, evaluator, backend),
      surrogate,
      features: (architecture) => encode(spec.space, architecture),
      foreknown: known?.foreknown,
      devices: known?.used,
      prepare: preparation(shelf, neededHypernetworks(spec, own !== undefined, surrogate !== undefined)),
      score: scores === undefined ? undefined : scoring(shelf, spec.space, scores),
      notes: known?.notes ?? [],
      close,
    },
  };
}

/** The profiles of the devices that the evaluator does not measure; undefined where there are no such devices. */
function openDevices(spec: ExperimentSpec, evaluator: Evaluator, cwd: string): Outcome<DeviceMetrics | undefined> {
  const devices = devicesWanted(spec, new Set(evaluator.metrics));
  if (devices.length === 0) return { value: undefined };
  const opened = openDeviceMetrics(spec, devices, folderOf(spec.strategy, cwd));
  if ('value' in opened) return opened;
  const measures = `evaluator ${evaluator.name} measures ${evaluator.metrics.join(', ')}`;
  return {
    error: `experiment ${spec.name} needs latency(${devices.join('), latency(')}): ${measures}, and ${opened.error}${opened.error.endsWith('?') ? '' : ';'} "hnas device measure" and "hnas device import" make profiles`,
  };
}

/** A sentence where an objective or requirement speaks of something that is neither a cost nor measured. */
function missingMetric(
  spec: ExperimentSpec,
  evaluator: Evaluator,
  foreknown: Foreknown | undefined,
): string | undefined {
  const measured = new Set(evaluator.metrics);
  for (const ref of [...spec.objectives, ...spec.constraints]) {
    if (isForeknown({ foreknown }, ref) || measured.has(metricKey(ref))) continue;
    if (ref.metric === 'latency' && ref.device === undefined)
      return `experiment ${spec.name} needs a latency but does not say on which device: write latency(device: "name")`;
    return `experiment ${spec.name} needs ${metricKey(ref)}, which evaluator ${evaluator.name} does not measure; it measures ${[...measured].join(', ')}`;
  }
  return undefined;
}

/** A sentence where the strategy trains in parts and the evaluator cannot. */
function missingParts({ name, strategy }: ExperimentSpec, evaluator: Evaluator): string | undefined {
  if (!needsParts(strategy.kind) || evaluator.parts === true) return undefined;
  const instead =
    evaluator.name === 'command'
      ? 'write "parts: true" if its program heeds HNAS_SHARE, or take another search'
      : 'take evaluator train or another search';
  return `experiment ${name} searches by ${strategy.kind}, which trains in parts, but evaluator ${evaluator.name} only knows whole results; ${instead}`;
}

function evaluationPort(
  { space, checkpoint: every = 0 }: ExperimentSpec,
  evaluator: Evaluator,
  backend: string,
): EvaluationPort {
  return {
    backend,
    evaluate: async ({ architecture, run, position, seed, signal, share, progress, resume, checkpoint }) => {
      const keeper = keepEvery(every, checkpoint);
      const evaluation = await evaluator.evaluate({
        architecture: space.text(architecture),
        network: () => space.network(architecture),
        seed,
        signal,
        ...(run === undefined ? {} : { place: { run, position } }),
        onProgress: ({ share: done, doing, notice }) => progress(done, doing, notice),
        checkpoint: keeper.take,
        ...(share === 1 ? {} : { share }),
        ...(resume === undefined ? {} : { resume }),
      });
      // The next part goes on from the end of this one.
      if (share < 1) keeper.flush();
      return measuredOf(evaluation);
    },
    kept: ({ run, position }) => {
      if (run !== undefined) evaluator.kept?.({ run, position });
    },
    onWorkers: (hear) => evaluator.onWorkers?.(hear),
    close: () => evaluator.close(),
  };
}

function measuredOf({ status, accuracy, metrics, message, seconds, weights }: Evaluation): Measured {
  return {
    status: status === 'unknown-architecture' ? 'failed' : status,
    metrics: accuracy === undefined ? metrics : { ...metrics, accuracy },
    why: message,
    seconds,
    weights,
  };
}
