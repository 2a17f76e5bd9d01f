/** What a prediction rests on, in Markdown: for tooltips and hovers. */
import { compact, grouped, milliseconds } from '../../dsl/service/facts/numbers.ts';
import type { Effect, Explanation, MeasuredState, ResultOf } from '../../engine/protocol/messages.ts';

export function accuracyStory({ basis, estimate, measuredBy, costs, nearest }: Explanation): string {
  const { mean, low, high, measured } = estimate;
  const range = `**${mean.toFixed(2)} %**, 80 % of such predictions lie in ${low.toFixed(2)} to ${high.toFixed(2)} %`;
  const head = measured === undefined ? `Predicted accuracy ${range}.` : `${measuredHead(measured, measuredBy)} Predicted: ${range}.`; // prettier-ignore
  const tau =
    basis.leaveOneOutTau === undefined
      ? 'its rank correlation cannot be judged'
      : `Kendall's tau of held-out predictions ${basis.leaveOneOutTau.toFixed(2)}`;
  const better = basis.refinement === 'running' ? ' A better predictor is being fitted.' : '';
  const note = basis.note === undefined ? '' : ` Note: ${basis.note}.`;
  const rests = `Predictor \`${basis.predictor}\`, learnt from ${grouped(basis.samples)} measured architectures of ${basis.source}; ${tau}.${better}${note}`;
  return [head, rests, nearestList(nearest), costsLine(costs)].filter((part) => part !== '').join('\n\n');
}

/** Of an architecture that was measured while nothing can be predicted. */
export interface MeasuredStory {
  /** Percent. */
  readonly accuracy: number;
  readonly by: string | undefined;
  readonly of: MeasuredState;
  /** Why nothing is predicted, one sentence. */
  readonly why: string;
}

export function measuredStory({ accuracy, by, of: { samples, missing }, why }: MeasuredStory): string {
  const others =
    missing === 0
      ? `Accuracies of others are not predicted: ${why}`
      : `A prediction of others needs ${missing} more measured ${missing === 1 ? 'architecture' : 'architectures'}; there ${samples === 1 ? 'is' : 'are'} ${samples}.`; // prettier-ignore
  return `${measuredHead(accuracy, by)}\n\n${others}`;
}

/** A line a device; empty where no profile says anything. */
export const latencyStory = (latencies: ResultOf<'latencies'>): string =>
  latencies
    .map(({ device, seconds, low, high }) => {
      const time = `**${milliseconds(seconds)} ms**`;
      if (low === undefined || high === undefined) return `Latency on \`${device}\`: measured ${time}.`;
      return `Latency on \`${device}\`: predicted ${time}, 80 % of such predictions lie in ${milliseconds(low)} to ${milliseconds(high)} ms.`;
    })
    .join('\n\n');

const measuredHead = (accuracy: number, by: string | undefined): string =>
  `Measured accuracy **${accuracy.toFixed(2)} %**${by === undefined ? '' : ` (${by})`}.`;

function nearestList(nearest: Explanation['nearest']): string {
  if (nearest.length === 0) return '';
  const lines = nearest.map(({ accuracy, differs, differences }) => {
    if (differs === 0) return `- ${accuracy.toFixed(2)} %, the same decisions`;
    const told = differences.map(({ path, here, there }) => `\`${path}\`: ${there ?? 'not there'}, here ${here ?? 'not there'}`); // prettier-ignore
    const more = differs > differences.length ? ` and ${differs - differences.length} more` : '';
    return `- ${accuracy.toFixed(2)} %: ${told.join('; ')}${more}`;
  });
  return ['Nearest measured architectures:', ...lines].join('\n');
}

function costsLine({ params, macs, weightBytes, activationBytes, depth }: Explanation['costs']): string {
  const memory = `${compact(weightBytes)}B weights, ${compact(activationBytes)}B activations`;
  return `Exactly: ${grouped(params)} parameters, ${grouped(macs)} MACs, ${memory}, depth ${depth}.`;
}

/** A table of alternatives; empty where there is nothing to compare. */
export function effectsStory(effects: readonly Effect[]): string {
  if (effects.length < 2) return '';
  const rows = [...effects]
    .sort((a, b) => b.effect - a.effect)
    .map(
      ({ alternative, effect, standardError }) =>
        `| \`${alternative.replaceAll('|', '\\|')}\` | ${effect >= 0 ? '+' : '−'}${Math.abs(effect).toFixed(2)} | ${standardError.toFixed(2)} |`,
    );
  const pairs = Math.max(...effects.map((each) => each.pairs));
  return [
    '| alternative | change of predicted accuracy, % points | standard error |',
    '| --- | ---: | ---: |',
    ...rows,
    '',
    `Against the mean of the alternatives, all else held, over ${pairs} architectures drawn from the space.`,
  ].join('\n');
}
