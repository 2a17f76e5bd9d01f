/**
 * What an experiment needs from the rest of the engine, opened and joined: its data set and evaluator, its predictor and features. The
 * command line and the editor's engine start runs through here.
 */
import { dirname } from 'node:path';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import type { Dataset } from '../data/dataset.ts';
import { openDataset } from '../data/open-dataset.ts';
import type { Outcome } from '../data/outcome.ts';
import { encode } from '../encoding/encoder.ts';
import type { Evaluation, Evaluator } from '../evaluate/evaluator.ts';
import { openTrainEvaluator } from '../evaluate/train/train-evaluator.ts';
import { DEFAULT_PREDICTOR, predictorNamed, predictors } from '../predictor/predictors.ts';
import type { EvaluationPort, Measured } from './evaluation-port.ts';
import type { Configured, ExperimentSpec } from './experiment-spec.ts';
import { guideOf } from './guide.ts';
import { isStatic, metricKey } from './metric.ts';
import type { StrategyContext, StrategyFactory } from './strategy.ts';
import { needsPredictor, strategyFactory } from './strategies/options.ts';

export interface Services {
  readonly strategy: StrategyFactory;
  readonly evaluator: EvaluationPort;
  readonly surrogate: StrategyContext['surrogate'];
  readonly features: StrategyContext['features'];
  /** Gives back data sets and devices. */
  close(): Promise<void>;
}

/** Opens everything, or one sentence on what cannot be. `folder`: what relative paths of a configuration without a file start from. */
export async function openServices(spec: ExperimentSpec, folder: string): Promise<Outcome<Services>> {
  const strategy = strategyFactory(spec.strategy);
  if (!strategy.ok) return { error: strategy.why };
  let surrogate: StrategyContext['surrogate'];
  if (needsPredictor(spec.strategy.kind)) {
    const name = spec.predictor?.kind ?? DEFAULT_PREDICTOR;
    const predictor = predictorNamed(name);
    if (predictor === undefined) {
      return {
        error: `predictor ${name} is not part of this version; there are ${predictors.map((p) => p.name).join(', ')}`,
      };
    }
    const unknown = Object.keys(spec.predictor?.options ?? {});
    if (unknown.length > 0) return { error: `predictor ${name} has no option "${unknown[0] ?? ''}"` };
    surrogate = guideOf(spec.space, predictor);
  }
  const opened = await openEvaluator(spec, folder);
  if ('error' in opened) return opened;
  const { evaluator, backend, dataset } = opened.value;
  const close = async (): Promise<void> => {
    await evaluator.close();
    dataset?.close();
  };
  const lacking = missingMetric(spec, evaluator);
  if (lacking !== undefined) {
    await close();
    return { error: lacking };
  }
  return {
    value: {
      strategy: strategy.value,
      evaluator: evaluationPort(spec.space, evaluator, backend),
      surrogate,
      features: (architecture) => encode(spec.space, architecture),
      close,
    },
  };
}

interface OpenedEvaluator {
  readonly evaluator: Evaluator;
  readonly backend: string;
  readonly dataset: Dataset | undefined;
}

async function openEvaluator(spec: ExperimentSpec, folder: string): Promise<Outcome<OpenedEvaluator>> {
  const { evaluator } = spec;
  if (evaluator === undefined) return { error: `experiment ${spec.name} has no evaluator: write "evaluator: Name"` };
  switch (evaluator.kind) {
    case 'train': {
      if (spec.dataset === undefined) {
        return { error: `experiment ${spec.name} trains networks but has no data set: write "dataset: Name"` };
      }
      const dataset = await openDataset(spec.dataset.kind, spec.dataset.options, folderOf(spec.dataset, folder));
      if ('error' in dataset) return dataset;
      const opened = await openTrainEvaluator(evaluator.options, dataset.value);
      if ('error' in opened) {
        dataset.value.close();
        return opened;
      }
      return { value: { evaluator: opened.value, backend: opened.value.backend, dataset: dataset.value } };
    }
    default:
      return { error: `there is no evaluator "${evaluator.kind}"; there are train, table` };
  }
}

function folderOf(configured: Configured, folder: string): string {
  return configured.file === undefined ? folder : dirname(configured.file);
}

/** A sentence where an objective or requirement speaks of something that is neither a cost nor measured. */
function missingMetric(spec: ExperimentSpec, evaluator: Evaluator): string | undefined {
  const measured = new Set(evaluator.metrics);
  for (const ref of [...spec.objectives, ...spec.constraints]) {
    if (isStatic(ref) || measured.has(metricKey(ref))) continue;
    return `experiment ${spec.name} needs ${metricKey(ref)}, which evaluator ${evaluator.name} does not measure; it measures ${[...measured].join(', ')}`;
  }
  return undefined;
}

function evaluationPort(space: DecisionSpace, evaluator: Evaluator, backend: string): EvaluationPort {
  return {
    backend,
    evaluate: async ({ architecture, seed, signal, progress, resume, checkpoint }) =>
      measuredOf(
        await evaluator.evaluate({
          architecture: space.text(architecture),
          network: () => space.network(architecture),
          seed,
          signal,
          onProgress: ({ share, doing }) => progress(share, doing),
          checkpoint,
          ...(resume === undefined ? {} : { resume }),
        }),
      ),
    close: () => evaluator.close(),
  };
}

function measuredOf({ status, accuracy, metrics, message, seconds }: Evaluation): Measured {
  return {
    status: status === 'unknown-architecture' ? 'failed' : status,
    metrics: accuracy === undefined ? metrics : { ...metrics, accuracy },
    why: message,
    seconds,
  };
}
