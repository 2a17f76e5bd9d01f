import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Programs } from '../../../../client/engine/programs.ts';
import { activateHypernetworks } from '../../../../client/hypernetwork/activate.ts';
import { doneText, progressText } from '../../../../client/hypernetwork/train.ts';
import type { Parts } from '../../../../client/parts.ts';
import type { ProgramView } from '../../../../engine/protocol/program.ts';
import { editor, Selection, Document, Uri } from '../../../support/editor.ts';
import { fakeEngine, refuse, settle } from '../runs/fakes.ts';

const uri = 'file:///w/demo.hnas';
const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } };
const weights = { uri, range, name: 'Weights', experiments: [] };
const empty = { experiments: [], spaces: [], archs: [], at: undefined, errors: 0 };
const view = { entry: uri, files: new Map([[uri, 'as in the editor']]), hypernetworks: [weights], ...empty };
const trained = { steps: 2000, before: 0, seconds: 200, loss: 1.25 };

/** A window whose engine trains as told; commands by name. */
function window(given: Partial<ProgramView> = {}, answer: () => unknown = () => trained) {
  const requests: unknown[] = [];
  const engine = fakeEngine({ trainHypernetwork: (params: unknown) => (requests.push(params), answer()) });
  const programs: Programs = { ask: () => Promise.resolve({ value: { ...view, ...given } } as never) };
  const parts = { engine, programs, state: { status: { state: 'running' } } } as unknown as Parts;
  activateHypernetworks(parts);
  const run = (name: string, ...args: unknown[]): Promise<void> =>
    Promise.resolve(editor.commands.get(`hypernas.${name}`)?.(...args) as Promise<void> | undefined);
  return { engine, requests, run };
}

beforeEach(() => editor.reset());
afterEach(() => expect(editor.answers).toEqual([]));

describe('Train Hypernetwork', () => {
  it('trains the one of a lens from the texts of the editor, shows how far it is, and says what came of it', async () => {
    const answer = Promise.withResolvers<unknown>();
    const { engine, requests, run } = window({}, () => answer.promise);
    const done = run('trainHypernetwork', uri, 'Weights');
    await settle();
    expect(requests).toMatchObject([{ source: { entry: uri, files: view.files, hypernetwork: 'Weights', experiment: undefined } }]); // prettier-ignore
    const { training } = requests[0] as { training: string };
    engine.tell('hypernetworkProgress', { training: 'another', step: 1, steps: 2, loss: 1, secondsLeft: undefined });
    engine.tell('hypernetworkProgress', { training, step: 500, steps: 2000, loss: 1.5, secondsLeft: 40 });
    engine.tell('hypernetworkProgress', { training, step: 1000, steps: 2000, loss: 1.4, secondsLeft: 20 });
    expect(editor.progress).toEqual([
      { message: 'beginning' },
      { message: '500 of 2\u202f000 steps · loss 1.500 · 40 s left', increment: 25 },
      { message: '1\u202f000 of 2\u202f000 steps · loss 1.400 · 20 s left', increment: 25 },
    ]);
    await run('trainHypernetwork', uri, 'Weights');
    answer.resolve(trained);
    await done;
    expect(editor.said).toEqual(['Weights is being trained already.', 'Weights is trained: 2\u202f000 steps in 3 min, loss 1.250.']); // prettier-ignore
  });

  it('says why one cannot be trained', async () => {
    const { run } = window({}, () => refuse('The loss left the finite numbers at step 7.'));
    await run('trainHypernetwork', uri, 'Weights');
    expect(editor.said).toEqual(['The loss left the finite numbers at step 7.']);
  });

  it.each(['the button of its notification', 'the lens', 'the palette'])(
    'is stopped by %s, and says nothing more',
    async (by) => {
      const answer = Promise.withResolvers<unknown>();
      const { engine, run } = window();
      const { request } = engine;
      let heard = false;
      engine.request = (method, params, token) => {
        token?.onCancellationRequested(() => {
          heard = true;
          answer.resolve(null);
        });
        return method === 'trainHypernetwork' ? answer.promise.then(() => ({ error: 'cancelled', kind: 'cancelled' })) : request(method, params); // prettier-ignore
      };
      const done = run('trainHypernetwork', uri, 'Weights');
      await settle();
      if (by === 'the button of its notification') editor.cancel?.();
      else await run('stopHypernetwork', ...(by === 'the lens' ? [uri, 'Weights'] : []));
      await done;
      expect([heard, editor.said]).toEqual([true, []]);
    },
  );

  it('asks which, and whose data it learns on, where that makes a difference', async () => {
    const other = { ...weights, name: 'Other', experiments: ['First', 'Second'] };
    const imported = { ...weights, uri: 'file:///w/base.hnas', name: 'Base' };
    editor.active = { document: new Document(Uri.parse(uri), ''), selection: new Selection(0, 0, 0, 0) };
    const several = window({ hypernetworks: [weights, other, imported] });
    editor.answers.push('Other', 'Second');
    await several.run('trainHypernetwork');
    expect(editor.offered).toEqual([
      ['Weights', 'Other'],
      ['First', 'Second'],
    ]);
    expect(several.requests).toMatchObject([{ source: { hypernetwork: 'Other', experiment: 'Second' } }]);
    editor.answers.push(undefined);
    await several.run('trainHypernetwork', uri, 'Other');
    expect(several.requests).toHaveLength(1);
    const atCursor = window({ hypernetworks: [weights, other], at: { kind: 'hypernetwork', name: 'Weights' } });
    await atCursor.run('trainHypernetwork');
    expect(atCursor.requests).toMatchObject([{ source: { hypernetwork: 'Weights' } }]);
  });

  it('says where there is none', async () => {
    await window().run('trainHypernetwork', uri, 'Gone');
    await window({ hypernetworks: [] }).run('trainHypernetwork', uri);
    expect(editor.said).toEqual(['There is no hypernetwork Gone in demo.hnas.', 'demo.hnas has no hypernetwork.']);
  });
});

it('says it in words', () => {
  expect(progressText({ training: 'a', step: 1, steps: 9, loss: 2, secondsLeft: undefined })).toBe('1 of 9 steps · loss 2.000'); // prettier-ignore
  expect(doneText('W', { ...trained, before: 2000 })).toBe('W is trained already, for 2\u202f000 steps.');
});
