/** The engine in the language status of an open file: what answers, or why nothing does. */
import { languages, LanguageStatusSeverity, type Disposable, type LanguageStatusItem } from 'vscode';
import type { EngineStatus } from '../../engine/protocol/status.ts';

export interface EngineStatusItem extends Disposable {
  show(status: EngineStatus): void;
}

export function engineStatusItem(): EngineStatusItem {
  const item: LanguageStatusItem = languages.createLanguageStatusItem('hypernas.engine', { language: 'hnas' });
  item.name = 'HyperNAS engine';
  item.command = { command: 'hypernas.showEngineStatus', title: 'Show' };
  return {
    show: (status) => {
      item.text = headline(status);
      item.detail = detail(status);
      item.busy = status.state === 'starting' || status.doing !== undefined;
      item.severity = severities[status.state];
    },
    dispose: () => item.dispose(),
  };
}

const severities: Readonly<Record<EngineStatus['state'], LanguageStatusSeverity>> = {
  absent: LanguageStatusSeverity.Information,
  idle: LanguageStatusSeverity.Information,
  starting: LanguageStatusSeverity.Information,
  running: LanguageStatusSeverity.Information,
  waiting: LanguageStatusSeverity.Warning,
  stopped: LanguageStatusSeverity.Warning,
};

const headlines: Readonly<Record<EngineStatus['state'], string>> = {
  absent: 'Engine: none here',
  idle: 'Engine: not needed yet',
  starting: 'Engine: starting',
  running: 'Engine: ready',
  waiting: 'Engine: restarting',
  stopped: 'Engine: stopped',
};

export const headline = ({ state, doing }: EngineStatus): string =>
  state === 'running' && doing !== undefined ? 'Engine: learning' : headlines[state];

/** One line: what is being done, or the first model, or why there is none. */
export const detail = ({ why, doing, models, engine }: EngineStatus): string =>
  doing ?? why ?? models[0] ?? (engine === undefined ? 'starts with a file that has an experiment' : engine);

/** Everything, a line each, for people. */
export function report({ state, why, engine, models, doing, backends }: EngineStatus): readonly string[] {
  return [
    `engine    ${engine ?? state}${why === undefined ? '' : `: ${why}`}`,
    ...(doing === undefined ? [] : [`doing     ${doing}`]),
    ...(models.length === 0 ? ['models    none is open'] : models.map((model) => `model     ${model}`)),
    ...backends.map((backend) => `backend   ${backend}`),
  ];
}
