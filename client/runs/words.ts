/** Runs in words: the line of the view, its tooltip, what a notification says. */
import { l10n } from 'vscode';
import type { RunSummary } from '../../engine/protocol/runs.ts';
import type { Progress } from './known-runs.ts';

/** `12/18 · front 4 · HV 0.712`; what is not known is left out. */
export function description(run: RunSummary): string {
  return [
    doneOf(run.evaluations, run.budget.evaluations),
    ...(run.front > 0 ? [l10n.t('front {0}', run.front)] : []),
    ...(run.hypervolume === undefined || run.front === 0 ? [] : [`HV ${volume(run.hypervolume)}`]),
    ...(run.state === 'running' && !run.ours ? [l10n.t('in another process')] : []),
    ...(run.failures > 0 ? [l10n.t('{0} failed', run.failures)] : []),
  ].join(' · ');
}

/** `12/18 · training · 40 s left`. */
export function progressText({ done, budget, doing, secondsLeft }: Progress): string {
  return [doneOf(done, budget), ...(doing === '' ? [] : [doing]), ...leftText(secondsLeft)].join(' · ');
}

/** `12/18 · 40 s left`: for where there is little room. */
export const shortProgress = ({ done, budget, secondsLeft }: Progress): string =>
  [doneOf(done, budget), ...leftText(secondsLeft)].join(' · ');

const leftText = (seconds: number | undefined): readonly string[] =>
  seconds === undefined ? [] : [l10n.t('{0} left', duration(seconds))];

/** Of the whole run, 0..1; the evaluation under way counts by its share. Undefined where no number of evaluations bounds it. */
export const shareDone = ({ done, budget, share }: Progress): number | undefined =>
  budget === undefined || budget === 0 ? undefined : Math.min(1, (done + share) / budget);

export const stateWord = (run: RunSummary): string => stateWords[run.state]();

const stateWords: Readonly<Record<RunSummary['state'], () => string>> = {
  running: () => l10n.t('running'),
  done: () => l10n.t('done'),
  interrupted: () => l10n.t('interrupted'),
  failed: () => l10n.t('failed'),
};

/** What is told of a run on hover, as rows of name and value. */
export function facts(run: RunSummary, progress: Progress | undefined): readonly (readonly [string, string])[] {
  const { evaluations, time } = run.budget;
  const budget = [
    ...(evaluations === undefined ? [] : [evaluationsText(evaluations)]),
    ...(time === undefined ? [] : [duration(time)]),
  ].join(', ');
  return [
    [l10n.t('State'), run.reason === undefined ? stateWord(run) : `${stateWord(run)}: ${run.reason}`],
    ...(progress === undefined ? [] : [[l10n.t('Now'), progressText(progress)] as const]),
    [
      l10n.t('Evaluations'),
      run.failures === 0 ? String(run.evaluations) : l10n.t('{0}, {1} failed', run.evaluations, run.failures),
    ],
    [l10n.t('Budget'), budget === '' ? l10n.t('none') : budget],
    [l10n.t('Front'), run.front === 1 ? l10n.t('1 architecture') : l10n.t('{0} architectures', run.front)],
    ...(run.hypervolume === undefined
      ? []
      : [[l10n.t('Hypervolume'), l10n.t('{0} of the reference box', volume(run.hypervolume))] as const]),
    [l10n.t('Space'), run.space],
    [l10n.t('Strategy'), run.strategy],
    [l10n.t('Backend'), run.backend],
    [l10n.t('Seed'), String(run.seed)],
    [l10n.t('Started'), when(run.created)],
    ...(run.finished === undefined
      ? []
      : [
          [
            l10n.t('Ended'),
            `${when(run.finished)} (${l10n.t('after {0}', between(run.created, run.finished))})`,
          ] as const,
        ]),
    [l10n.t('Spec'), run.file],
  ];
}

export const evaluationsText = (count: number): string =>
  count === 1 ? l10n.t('1 evaluation') : l10n.t('{0} evaluations', count);

/** `40 s`, `3 min`, `1 h 20 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return l10n.t('{0} s', whole);
  const minutes = Math.round(whole / 60);
  if (minutes < 90) return l10n.t('{0} min', minutes);
  return l10n.t('{0} h {1} min', Math.floor(minutes / 60), minutes % 60);
}

/** `accuracy 94.1 · params 1.23M`; the accuracy first, whatever the order. */
export const metricsText = (metrics: ReadonlyMap<string, number>): string =>
  [...metrics]
    .sort(([a], [b]) => Number(b === 'accuracy') - Number(a === 'accuracy'))
    .map(([name, value]) => `${name} ${compact(value)}`)
    .join(' · ');

/** At most three digits that count, with a unit prefix from a thousand on. */
export function compact(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${digits(value / 1e9)}G`;
  if (size >= 1e6) return `${digits(value / 1e6)}M`;
  return size >= 1e3 ? `${digits(value / 1e3)}k` : digits(value);
}

const digits = (value: number): string => String(Number(value.toPrecision(3)));

/** `demo.hnas` of a path of any platform. */
export const baseName = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

const doneOf = (done: number, budget: number | undefined): string =>
  budget === undefined ? String(done) : `${done}/${budget}`;

/** As the Pareto page writes it. */
const volume = (share: number): string => share.toFixed(3);

const between = (from: string, to: string): string => duration((Date.parse(to) - Date.parse(from)) / 1000);

const when = (time: string): string => new Date(time).toLocaleString();
