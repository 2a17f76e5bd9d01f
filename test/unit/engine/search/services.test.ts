import { describe, expect, it } from 'vitest';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { openServices } from '../../../../engine/search/services.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';
import { temporaryFolder } from '../data/files.ts';

const space = spaceOf(smallSpace('conv(out: choice [2, 4])\nconv(k: choice [1, 3])'));

function specOf(more: Partial<ExperimentSpec>): ExperimentSpec {
  return {
    name: 'Parts',
    space,
    objectives: [{ direction: 'maximize', metric: 'accuracy' }],
    constraints: [],
    strategy: { kind: 'halving', options: { factor: 2, rungs: 2 } },
    budget: {},
    seed: 1,
    ...more,
  };
}

describe('the services of an experiment', () => {
  it('refuse a search that trains in parts where the evaluator cannot', async () => {
    const [first] = [...space.enumerate()];
    const folder = temporaryFolder({ 'table.csv': `arch,accuracy\n"${space.text(first!)}",90\n` });
    const opened = await openServices(
      specOf({ evaluator: { kind: 'table', options: { path: 'table.csv', metric: 'accuracy', key: 'arch' } } }),
      folder,
    );
    expect(opened).toEqual({
      error:
        'experiment Parts searches by halving, which trains in parts, but evaluator table only knows whole results; take evaluator train or another search',
    });
  });

  it('search in parts with a program only where it is said to heed them', async () => {
    const command = (options: Readonly<Record<string, boolean>>) =>
      openServices(
        specOf({ evaluator: { kind: 'command', options: { run: [process.execPath], ...options } } }),
        temporaryFolder({}),
      );
    expect(await command({})).toEqual({
      error:
        'experiment Parts searches by halving, which trains in parts, but evaluator command only knows whole results; write "parts: true" if its program heeds HNAS_SHARE, or take another search',
    });
    const opened = await command({ parts: true });
    expect('value' in opened && opened.value.evaluator.backend).toMatch(/^command \(node/);
  });

  it('refuse a space of which no network takes the images of the data set, before anything is evaluated', async () => {
    const refused = async (head: string, network: string, classes: number) =>
      openServices(
        specOf({
          space: spaceOf(`space Other { ${head} output logits[${classes}] network { ${network} } }`),
          strategy: { kind: 'random', options: {} },
          dataset: { kind: 'glyphs', options: { train: 64, val: 20, test: 0, size: 8 } },
          evaluator: { kind: 'train', options: { steps: 2 } },
        }),
        '.',
      );
    expect(
      await refused('input tokens[8, 8]', 'mlp(hidden: choice [4, 8]) >> mean_tokens >> linear(out: 10)', 10),
    ).toEqual({
      error:
        "space Other takes tokens[8, 8], but the images of data set glyphs are image[1, 8, 8]; change the space's input to image[1, 8, 8] and begin its network with to_tokens or patchify, or the data set",
    });
    expect(await refused('input image[1, 8, 8]', 'flatten >> linear(out: choice [4, 8]) >> linear(out: 7)', 7)).toEqual(
      {
        error:
          "space Other ends in 7 outputs, but data set glyphs has 10 classes; change the space's output to logits[10], or the data set",
      },
    );
    const sized = 'param size = choice [8, 16, 24] input image[1, size, size]';
    const opened = await refused(sized, 'conv3x3(out: 4) >> global_avgpool >> linear(out: 10)', 10);
    expect(opened).toHaveProperty('value');
    if ('value' in opened) await opened.value.close();
  });

  it('measure anytime accuracies where exits are known, and refuse them where they are not', async () => {
    const objectives = [{ direction: 'maximize', metric: 'anytime', device: '1M' }] as const;
    const strategy = { kind: 'random', options: {} };
    const dataset = { kind: 'glyphs', options: { train: 64, val: 20, test: 0, channels: 3 } };
    const train = { kind: 'train', options: { steps: 2, batch: 16, threads: 1 } };
    const early = spaceOf(
      smallSpace('conv(out: 4)\nexit { global_avgpool >> linear(out: 10) }\nconv(k: choice [1, 3])'),
    );
    const opened = await openServices(specOf({ space: early, objectives, strategy, dataset, evaluator: train }), '.');
    if ('error' in opened) throw new Error(opened.error);
    const { metrics } = await opened.value.evaluator.evaluate({
      ...{ architecture: { choices: [0] }, position: 0, seed: 'a', share: 1, resume: undefined },
      signal: new AbortController().signal,
      progress: () => undefined,
      checkpoint: () => undefined,
    });
    await opened.value.close();
    expect(metrics['anytime(1M)']).toBeGreaterThan(0);
    expect(metrics).toHaveProperty('accuracy@2');

    const [first] = [...space.enumerate()];
    const folder = temporaryFolder({ 'table.csv': `arch,accuracy\n"${space.text(first!)}",90\n` });
    const table = { kind: 'table', options: { path: 'table.csv', metric: 'accuracy', key: 'arch' } };
    expect(await openServices(specOf({ objectives, strategy, evaluator: table }), folder)).toEqual({
      error: 'experiment Parts needs anytime(1M), which evaluator table does not measure; it measures accuracy',
    });
  });

  it('keep where a part ended, however seldom checkpoints are wanted, and go on from there', async () => {
    const opened = await openServices(
      specOf({
        checkpoint: 1e6,
        dataset: { kind: 'glyphs', options: { train: 64, val: 20, test: 0, channels: 3 } },
        evaluator: { kind: 'train', options: { steps: 4, batch: 16, threads: 1 } },
      }),
      '.',
    );
    if ('error' in opened) throw new Error(opened.error);
    const { evaluator, close } = opened.value;
    let kept: Uint8Array | undefined;
    const [architecture] = [...space.enumerate()];
    const evaluate = (share: number, resume: Uint8Array | undefined) =>
      evaluator.evaluate({
        architecture: architecture!,
        position: 0,
        seed: 'a',
        signal: new AbortController().signal,
        share,
        progress: () => undefined,
        resume,
        checkpoint: (data) => void (kept = data),
      });
    const part = await evaluate(0.5, undefined);
    expect(part).toMatchObject({ status: 'ok', metrics: { steps: 2 } });
    expect(kept).toBeDefined();
    const rest = await evaluate(1, kept);
    const whole = await evaluate(1, undefined);
    expect(rest.metrics['accuracy']).toBe(whole.metrics['accuracy']);
    expect(rest.metrics['val_loss']).toBe(whole.metrics['val_loss']);
    await close();
  });
});
