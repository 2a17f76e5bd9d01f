import { describe, expect, it } from 'vitest';
import type { HypernetworkState } from '../../../../engine/protocol/hypernetworks.ts';
import { programOf } from '../../../../dsl/semantics/program.ts';
import { hypernetworkStandings } from '../../../../server/engine/hypernetworks.ts';
import { supervise } from '../../../../server/engine/supervisor.ts';
import { fakeEngine } from './fake-engine.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const program = programOf('hypernetwork W = ghn\nhypernetwork V = ghn\n');
const uri = program.entry;

function served() {
  const engine = fakeEngine();
  let state: HypernetworkState = { steps: 9, done: 0, training: false };
  engine.answers.hypernetworkStates = () => [{ state }, { state: undefined }];
  let refreshes = 0;
  const standings = hypernetworkStandings(supervise(engine.open, () => undefined), () => void refreshes++); // prettier-ignore
  return {
    engine,
    show: async (of = program) => {
      const shown = Object.fromEntries(standings.standings(of, of.entry));
      await settle();
      return shown;
    },
    closed: () => standings.closed(uri),
    becomes: (next: HypernetworkState) => void (state = next),
    refreshes: () => refreshes,
    asked: () => engine.heard.filter(({ name }) => name === 'hypernetworkStates').length,
  };
}

describe('how far hypernetworks are trained', () => {
  it('is unknown at once, asked for, and known when lenses are asked for again', async () => {
    const { show, refreshes, asked } = served();
    expect(await show()).toEqual({});
    await settle();
    expect([refreshes(), asked()]).toEqual([1, 1]);
    expect(await show()).toEqual({ W: { steps: 9, done: 0, training: false } });
    // The same again: nobody is told.
    expect([refreshes(), asked()]).toEqual([1, 2]);
  });

  it('is asked for anew when a training began or ended, a run ended, or the engine came up', async () => {
    const { show, engine, becomes, asked } = served();
    await show();
    await settle();
    becomes({ steps: 9, done: 9, training: false });
    engine.emit('hypernetworksChanged', null);
    await settle();
    expect(await show()).toEqual({ W: { steps: 9, done: 9, training: false } });
    const before = asked();
    engine.emit('runEnded', { store: 's', run: 'r', end: 'done', reason: '' });
    await settle();
    expect(asked()).toBe(before + 1);
  });

  it('needs no engine for a file without them, and nothing once it is closed', async () => {
    const { show, engine, closed, asked } = served();
    expect(await show(programOf('let a = 1\n'))).toEqual({});
    expect(engine.births).toBe(0);
    await show();
    await settle();
    closed();
    engine.emit('hypernetworksChanged', null);
    await settle();
    expect([engine.births, asked()]).toEqual([1, 1]);
  });
});
