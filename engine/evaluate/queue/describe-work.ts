/** What can be said of an evaluator without opening it: the search need not have its data. */
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Configured } from '../../search/experiment-spec.ts';
import { metricKey } from '../../search/metric.ts';
import { ghnMetrics } from '../ghn/ghn-evaluator.ts';
import { readGhnEvaluatorOptions } from '../ghn/options.ts';
import { readCommandOptions } from '../command/options.ts';
import { readTableOptions } from '../table/table-options.ts';
import { readTrainOptions } from '../train/options.ts';
import { trainMetrics } from '../train/train-evaluator.ts';

export interface Work {
  readonly metrics: readonly string[];
  readonly parts: boolean;
  readonly exits: boolean;
}

/** The error is that of a wrong option, as opening it would tell. */
export function describeWork({ kind, options }: Configured): Outcome<Work> {
  switch (kind) {
    case 'train': {
      const read = readTrainOptions(options);
      return 'error' in read ? read : ok({ metrics: trainMetrics(read.value), parts: true, exits: true });
    }
    case 'table': {
      const read = readTableOptions(options);
      if ('error' in read) return read;
      const devices = Object.keys(read.value.latency).map((device) => metricKey({ metric: 'latency', device }));
      return ok({ metrics: ['accuracy', ...Object.keys(read.value.metrics), ...devices], parts: false, exits: false });
    }
    case 'command': {
      const read = readCommandOptions(options);
      return 'error' in read ? read : ok({ metrics: read.value.metrics, parts: read.value.parts, exits: false });
    }
    case 'ghn': {
      const read = readGhnEvaluatorOptions(options);
      return 'error' in read ? read : ok({ metrics: ghnMetrics, parts: false, exits: true });
    }
    default:
      return fail(`an evaluator "${kind}" cannot be put into a queue; train, table, command and ghn can`);
  }
}
