import { expect, it } from 'vitest';
import { detail, engineStatusItem, headline, modelDetail, modelText } from '../../../../client/engine/status-item.ts';
import type { EngineStatus } from '../../../../engine/protocol/status.ts';
import { statusItems } from '../../../support/editor.ts';

const status: EngineStatus = {
  ...{ state: 'running', why: undefined, engine: '0.1.0, Node v24, process 7', models: [], learnt: [] },
  ...{ doing: undefined, backend: 'onnx', backends: [] },
};
const learnt = {
  experiment: 'Demo',
  space: 'S',
  predictor: 'gp',
  labels: 18,
  refining: false,
  why: undefined,
  lack: undefined,
};

it('says what the engine does, or why it does nothing', () => {
  expect([headline(status), detail(status)]).toEqual(['Engine: ready', 'computes with onnx']);
  expect([headline({ ...status, doing: 'fitting' }), detail({ ...status, doing: 'fitting' })]).toEqual([
    'Engine: learning',
    'fitting',
  ]);
  const stopped: EngineStatus = { ...status, state: 'stopped', why: 'it died' };
  expect([headline(stopped), detail(stopped)]).toEqual(['Engine: stopped', 'it died']);
  const idle: EngineStatus = { ...status, state: 'idle', engine: undefined, backend: undefined };
  expect(detail(idle)).toBe('starts with a file that has an experiment');
});

it('says what is predicted with, or what is missing for it', () => {
  expect(modelText(learnt)).toBe('Predictor: gp, 18 labels');
  expect(modelDetail([{ ...learnt, refining: true }, learnt])).toBe(
    'Demo · a better one is being fitted · more open experiments: 1',
  );
  const none = {
    ...learnt,
    predictor: undefined,
    labels: undefined,
    why: '3 labels are there, 5 are needed',
    lack: 'labels' as const,
  };
  expect([modelText(none), modelDetail([none])]).toEqual([
    'Predictor: none yet',
    'Demo · 3 labels are there, 5 are needed',
  ]);
});

it('shows engine and predictor, and that the language server is down in place of both', () => {
  statusItems.clear();
  const item = engineStatusItem();
  const shown = () => [...statusItems].map(({ text, busy, severity }) => [text, busy, severity]);
  item.withoutServer(true);
  expect(shown()).toEqual([['Language server: starting', true, 0]]);
  item.show({ ...status, learnt: [learnt] });
  expect(shown()).toEqual([
    ['Engine: ready', false, 0],
    ['Predictor: gp, 18 labels', undefined, undefined],
  ]);
  item.withoutServer(false);
  expect(shown()).toEqual([['Language server: not running', false, 2]]);
  item.dispose();
  expect(statusItems.size).toBe(0);
});
