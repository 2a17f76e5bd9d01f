/** Engine and models in the language status of an open file: what answers and what it has learnt from, or why nothing does. */
import { l10n, languages, LanguageStatusSeverity, type Disposable, type LanguageStatusItem } from 'vscode';
import type { EngineStatus } from '../../engine/protocol/status.ts';

export interface EngineStatusItem extends Disposable {
  show(status: EngineStatus): void;
  /** The language server, which owns the engine, is down, or is coming up. */
  withoutServer(starts: boolean): void;
}

export function engineStatusItem(): EngineStatusItem {
  const item: LanguageStatusItem = languages.createLanguageStatusItem('hypernas.engine', { language: 'hnas' });
  item.name = l10n.t('HyperNAS engine');
  item.command = { command: 'hypernas.statusMenu', title: l10n.t('Menu') };
  let models: LanguageStatusItem | undefined;
  return {
    withoutServer: (starts) => {
      item.text = starts ? l10n.t('Language server: starting') : l10n.t('Language server: not running');
      item.detail = starts ? '' : l10n.t('restart it by the menu');
      item.busy = starts;
      item.severity = starts ? LanguageStatusSeverity.Information : LanguageStatusSeverity.Error;
      models?.dispose();
      models = undefined;
    },
    show: (status) => {
      item.text = headline(status);
      item.detail = detail(status);
      item.busy = status.state === 'starting' || status.doing !== undefined;
      item.severity = severities[status.state];
      const [learnt] = status.learnt;
      if (learnt === undefined) {
        models?.dispose();
        models = undefined;
        return;
      }
      models ??= modelItem();
      models.text = modelText(learnt);
      models.detail = modelDetail(status.learnt);
      models.command =
        learnt.lack === 'labels' ? { command: 'hypernas.trainPredictor', title: l10n.t('Train') } : undefined;
    },
    dispose: () => {
      item.dispose();
      models?.dispose();
    },
  };
}

function modelItem(): LanguageStatusItem {
  const item = languages.createLanguageStatusItem('hypernas.model', { language: 'hnas' });
  item.name = l10n.t('HyperNAS predictor');
  return item;
}

const severities: Readonly<Record<EngineStatus['state'], LanguageStatusSeverity>> = {
  absent: LanguageStatusSeverity.Information,
  idle: LanguageStatusSeverity.Information,
  starting: LanguageStatusSeverity.Information,
  running: LanguageStatusSeverity.Information,
  waiting: LanguageStatusSeverity.Warning,
  stopped: LanguageStatusSeverity.Warning,
};

const headlines: Readonly<Record<EngineStatus['state'], () => string>> = {
  absent: () => l10n.t('Engine: none here'),
  idle: () => l10n.t('Engine: not needed yet'),
  starting: () => l10n.t('Engine: starting'),
  running: () => l10n.t('Engine: ready'),
  waiting: () => l10n.t('Engine: restarting'),
  stopped: () => l10n.t('Engine: stopped'),
};

export const headline = ({ state, doing }: EngineStatus): string =>
  state === 'running' && doing !== undefined ? l10n.t('Engine: learning') : headlines[state]();

/** One line: what is being done, or why there is none, or what networks are computed with. */
export const detail = ({ why, doing, engine, backend }: EngineStatus): string =>
  doing ??
  why ??
  (backend === undefined ? undefined : l10n.t('computes with {0}', backend)) ??
  engine ??
  l10n.t('starts with a file that has an experiment');

type Learnt = EngineStatus['learnt'][number];

/** `Predictor: gp, 18 labels`. */
export const modelText = ({ predictor, labels }: Learnt): string =>
  predictor === undefined
    ? l10n.t('Predictor: none yet')
    : l10n.t('Predictor: {0}, {1} labels', predictor, labels ?? 0);

/** Of the first; that there are others is said. */
export function modelDetail([learnt, ...others]: readonly Learnt[]): string {
  if (learnt === undefined) return '';
  const why = learnt.refining ? l10n.t('a better one is being fitted') : learnt.why;
  return [
    learnt.experiment,
    ...(why === undefined ? [] : [why]),
    ...(others.length === 0 ? [] : [l10n.t('more open experiments: {0}', others.length)]),
  ].join(' · ');
}

/** Everything, a line each, for people. */
export function report({ state, why, engine, models, doing, backends }: EngineStatus): readonly string[] {
  return [
    `engine    ${engine ?? state}${why === undefined ? '' : `: ${why}`}`,
    ...(doing === undefined ? [] : [`doing     ${doing}`]),
    ...(models.length === 0 ? ['models    none is open'] : models.map((model) => `model     ${model}`)),
    ...backends.map((backend) => `backend   ${backend}`),
  ];
}
