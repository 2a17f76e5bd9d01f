/** An evaluator that knows the accuracy of every exit, as one that knows anytime accuracies too: these follow from the exits' costs. */
import { exitsOf } from '../../dsl/graph/exits.ts';
import type { Network } from '../../dsl/graph/network.ts';
import { elementsOf } from '../../dsl/graph/shape.ts';
import type { Evaluator } from '../evaluate/evaluator.ts';
import { anytimeAccuracy, anytimeCurve, budgetOf, exitAccuracy, exitMacs } from './anytime.ts';
import { metricKey, type MetricRef, type Metrics } from './metric.ts';

/** `asked`: what objectives and requirements speak of. An evaluator that knows no exits stays as it is. */
export function withAnytime(evaluator: Evaluator, asked: readonly MetricRef[]): Evaluator {
  if (evaluator.exits !== true) return evaluator;
  const wanted = asked.filter(({ metric }) => metric === 'anytime');
  return {
    ...evaluator,
    metrics: [...new Set([...evaluator.metrics, ...wanted.map(metricKey)])],
    evaluate: async (request) => {
      const evaluation = await evaluator.evaluate(request);
      const { metrics } = evaluation;
      if (wanted.length === 0 && metrics[exitAccuracy(1)] === undefined) return evaluation;
      return { ...evaluation, metrics: { ...metrics, ...exitMetrics(request.network(), metrics, wanted) } };
    },
  };
}

/** The curve's steps and the areas under it; nothing where an exit was not measured. The only exit of a network is its end. */
function exitMetrics(network: Network, measured: Metrics, wanted: readonly MetricRef[]): Metrics {
  const exits = exitsOf(network);
  const shape = network.nodes[network.output]?.shape;
  const found: Record<string, number> = {
    [exitMacs(0)]: 0,
    [exitAccuracy(0)]: 100 / (shape === undefined ? 1 : elementsOf(shape)),
  };
  for (const { number, macs } of exits) {
    const accuracy = exits.length === 1 ? measured['accuracy'] : measured[exitAccuracy(number)];
    if (accuracy === undefined) return {};
    found[exitMacs(number)] = macs;
    found[exitAccuracy(number)] = accuracy;
  }
  const curve = anytimeCurve(found);
  const whole = exits.at(-1)?.macs ?? 0;
  for (const ref of wanted) {
    found[metricKey(ref)] = anytimeAccuracy(curve, budgetOf(ref) ?? whole);
  }
  return found;
}
