import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { HypernetworkSource } from '../../../../../engine/protocol/hypernetworks.ts';
import type { ProcessListener } from '../../../../../engine/serve/own-process.ts';
import type { FromTraining } from '../../../../../engine/serve/hypernetworks/contract.ts';
import { hypernetworkTrainings } from '../../../../../engine/serve/hypernetworks/trainings.ts';

const text = `space S {
  input image[1, 8, 8]
  output logits[10]
  network { conv(k: choice [1, 3], out: 4) >> relu >> global_avgpool >> linear(out: 10) }
}
dataset A = glyphs { size: 8 }
dataset B = glyphs { size: 8, train: 100 }
hypernetwork Own = ghn { space: S, dataset: A, steps: 7 }
hypernetwork Lent = ghn
evaluator Score = ghn { hypernetwork: Lent }
experiment First { space: S  dataset: A  evaluator: Score  maximize accuracy }
experiment Second { space: S  dataset: B  evaluator: Score  maximize accuracy }
`;

/** The engine with processes that a test plays: each says what it is told to say. */
function played() {
  const processes: { listener: ProcessListener<FromTraining>; heard: { name: string; content: unknown }[] }[] = [];
  const told: unknown[] = [];
  const trainings = hypernetworkTrainings(
    (listener) => {
      const heard: { name: string; content: unknown }[] = [];
      processes.push({ listener, heard });
      return { send: (message) => void heard.push(message as never), kill: () => listener.exited('was killed') };
    },
    { emit: (name, event) => void told.push([name, event]) },
  );
  const { trainHypernetwork, hypernetworkStates } = trainings.handlers;
  const entry = pathToFileURL(join(mkdtempSync(join(tmpdir(), 'hnas-trainings-')), 'spec.hnas')).href;
  const files = new Map([[entry, text]]);
  const train = (over: Partial<HypernetworkSource> = {}, signal = new AbortController().signal) =>
    trainHypernetwork({ source: { entry, files, hypernetwork: 'Own', experiment: undefined, ...over }, training: 'a' }, signal); // prettier-ignore
  const states = (...hypernetworks: string[]) => hypernetworkStates({ entry, files, hypernetworks }, new AbortController().signal); // prettier-ignore
  const process = (i: number) => {
    const found = processes[i];
    if (found === undefined) throw new Error(`process ${i} was not started`);
    const { listener, heard } = found;
    const end = (message?: FromTraining): void => {
      if (message !== undefined) listener.said(message);
      listener.exited('ended with code 0');
    };
    return { heard, said: listener.said, exited: listener.exited, end };
  };
  return { train, states, process, told, close: trainings.close, count: () => processes.length };
}

const report = { steps: 7, before: 0, seconds: 3, loss: 2 };

describe('a training', () => {
  it('begins with the texts by path, tells its progress, and is answered when its process has ended', async () => {
    const { train, states, process, told } = played();
    const answer = train();
    const { heard, said, end } = process(0);
    expect(heard).toMatchObject([{ name: 'begin', content: { entry: expect.stringMatching(/^[^:]*spec\.hnas$/) as string, hypernetwork: 'Own' } }]); // prettier-ignore
    expect((await states('Own'))[0]?.state).toEqual({ steps: 7, done: 0, training: true });
    said({ name: 'progress', content: { step: 1, steps: 7, loss: 2.5, secondsLeft: 4 } });
    end({ name: 'trained', content: report });
    expect(await answer).toEqual(report);
    expect((await states('Own'))[0]?.state).toEqual({ steps: 7, done: 0, training: false });
    expect(told).toEqual([
      ['hypernetworksChanged', null],
      ['hypernetworkProgress', { training: 'a', step: 1, steps: 7, loss: 2.5, secondsLeft: 4 }],
      ['hypernetworksChanged', null],
    ]);
  });

  it('that cannot go on is refused with its sentence, one whose process died with how', async () => {
    const { train, process } = played();
    const refused = train();
    process(0).end({ name: 'refused', content: { why: 'it diverged' } });
    await expect(refused).rejects.toThrow('it diverged');
    const lost = train();
    process(1).exited('ran out of memory');
    await expect(lost).rejects.toThrow('its process ran out of memory; what it learnt until its last checkpoint is kept'); // prettier-ignore
  });

  it('is cancelled, and the next one waits until it has kept what it learnt', async () => {
    const { train, process, count } = played();
    const stop = new AbortController();
    const first = train({}, stop.signal);
    await expect(train()).rejects.toThrow('hypernetwork Own is being trained already');
    stop.abort(new Error('stop'));
    expect(process(0).heard.at(-1)).toMatchObject({ name: 'cancel' });
    const second = train();
    expect(count()).toBe(1);
    process(0).end({ name: 'stopped', content: null });
    await expect(first).rejects.toThrow('stop');
    await expect.poll(count).toBe(2);
    process(1).end({ name: 'trained', content: report });
    expect(await second).toEqual(report);
  });

  it('is cancelled where the engine ends', async () => {
    const { train, process, close } = played();
    const answer = train().catch((error: Error) => error.message);
    const closed = close();
    process(0).end({ name: 'stopped', content: null });
    expect([await answer, await closed]).toEqual(['the engine ends', undefined]);
  });

  it.each<[string, Partial<HypernetworkSource>, string]>([
    ['none of the file', { hypernetwork: 'Gone' }, 'there is no hypernetwork Gone in the file'],
    ['one that several experiments would train in their own ways', { hypernetwork: 'Lent' }, 'hypernetwork Lent may be trained as First, Second need it'], // prettier-ignore
    ['one of an experiment that is not there', { hypernetwork: 'Lent', experiment: 'Third' }, 'there is no experiment Third in the file'], // prettier-ignore
    ['one of an unsaved file', { entry: 'untitled:Untitled-1' }, 'an unsaved file has no folder to keep hypernetworks in; save it first'], // prettier-ignore
  ])('is not begun: %s', async (_, over, sentence) => {
    await expect(played().train(over)).rejects.toThrow(sentence);
  });

  it('takes space and data set of the experiment that is named', async () => {
    const { train, process, states } = played();
    const answer = train({ hypernetwork: 'Lent', experiment: 'Second' });
    process(0).end({ name: 'trained', content: report });
    expect(await answer).toEqual(report);
    // Which one it would be is not known without it.
    expect((await states('Lent', 'Own')).map(({ state }) => state?.steps)).toEqual([undefined, 7]);
  });
});
