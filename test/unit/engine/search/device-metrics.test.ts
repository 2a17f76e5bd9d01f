import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Architecture } from '../../../../dsl/space/decision-space.ts';
import { latencyModel } from '../../../../engine/device/latency-model.ts';
import { profileText, type DeviceProfile } from '../../../../engine/device/profile.ts';
import type { EvaluationPort } from '../../../../engine/search/evaluation-port.ts';
import { runExperiment } from '../../../../engine/search/experiment.ts';
import type { ExperimentSpec } from '../../../../engine/search/experiment-spec.ts';
import { hypervolumeBox } from '../../../../engine/search/reference.ts';
import { openServices, type Services } from '../../../../engine/search/services.ts';
import { strategyFactory } from '../../../../engine/search/strategies/options.ts';
import type { EvaluationRecord } from '../../../../engine/store/records.ts';
import { smallSpace, spaceOf } from '../../../support/spaces.ts';
import { temporaryFolder } from '../data/files.ts';

const space = spaceOf(
  smallSpace('conv(k: choice [1, 3], out: choice [8, 16, 32])\nrepeat choice 1..4 { conv(k: choice [1, 3], out: choice [8, 16]) >> relu }'), // prettier-ignore
);
const all = [...space.enumerate()];
const latencyOf = (architecture: Architecture): number => 1e-4 + 1e-9 * space.costs(architecture).macs;
const measured = all.filter((_, i) => i % 67 === 5).slice(0, 10);
const profile: DeviceProfile = {
  device: 'toy',
  spaces: [
    {
      ...{ space: space.name, hash: space.hash, source: 'measured', how: '', made: '' },
      latencies: measured.map((each) => ({ architecture: space.text(each), graph: space.graphHash(each), seconds: latencyOf(each) })), // prettier-ignore
    },
  ],
};
const latency = { metric: 'latency', device: 'toy' } as const;
const BOUND = 1.2e-3;

function specOf(more: Partial<ExperimentSpec> = {}): ExperimentSpec {
  return {
    name: 'Edge',
    space,
    objectives: [
      { direction: 'maximize', metric: 'accuracy' },
      { direction: 'minimize', ...latency },
      { direction: 'minimize', metric: 'params' },
      { direction: 'minimize', metric: 'depth' },
    ],
    constraints: [{ ...latency, max: BOUND, text: 'latency <= 1.2 ms' }],
    strategy: { kind: 'random', options: {}, file: 'edge.hnas' },
    evaluator: { kind: 'command', options: { run: [process.execPath, '-e', ''] } },
    budget: { evaluations: 24 },
    seed: 1,
    ...more,
  };
}

let folder: string;
let services: Services | undefined;
const before = process.env['HNAS_DEVICES'];
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'devices'));
  writeFileSync(join(folder, 'devices', 'toy.json'), profileText(profile));
  process.env['HNAS_DEVICES'] = join(folder, 'nowhere');
});
afterEach(async () => {
  await services?.close();
  services = undefined;
  if (before === undefined) delete process.env['HNAS_DEVICES'];
  else process.env['HNAS_DEVICES'] = before;
});

async function open(spec: ExperimentSpec): Promise<Services> {
  const opened = await openServices(spec, folder);
  if ('error' in opened) throw new Error(opened.error);
  return (services = opened.value);
}

/** Accuracy grows with the costs, with a bend. */
const evaluator: EvaluationPort = {
  backend: 'toy',
  evaluate: ({ architecture }) =>
    Promise.resolve({ status: 'ok', metrics: { accuracy: 100 - 30 / Math.log(space.costs(architecture).macs) }, seconds: 1 }), // prettier-ignore
  close: () => Promise.resolve(),
};

async function search(
  spec: ExperimentSpec,
  { surrogate, features, foreknown }: Services,
): Promise<readonly EvaluationRecord[]> {
  const made = strategyFactory(spec.strategy);
  if (!made.ok) throw new Error(made.why);
  const outcome = await runExperiment(spec, {
    ...{ strategy: made.value, evaluator, surrogate, features, foreknown },
    journal: { step: () => undefined },
    past: { evaluations: [], checkpoint: undefined, training: () => undefined },
    signal: new AbortController().signal,
  });
  return outcome.evaluations;
}

describe('latency by a device profile, with an evaluator that measures none', () => {
  it('bounds what any strategy evaluates, and wastes nothing', async () => {
    const opened = await open(specOf({ strategy: { kind: 'predictor', options: {}, file: 'edge.hnas' } }));
    const model = latencyModel(profile, space);
    if ('error' in model) throw new Error(model.error);
    expect(all.filter((each) => model.value.of(each).seconds > BOUND).length).toBeGreaterThan(all.length / 4);
    for (const kind of ['random', 'exhaustive', 'local', 'evolution', 'nsga2', 'predictor']) {
      const options = kind === 'predictor' ? { initial: 8, batch: 8, candidates: 100 } : {};
      const records = await search(specOf({ strategy: { kind, options } }), opened);
      expect(records).toHaveLength(24);
      for (const { choices, metrics, predicted, status } of records) {
        const { seconds, interval } = model.value.of({ choices });
        expect(status).toBe('ok');
        expect(metrics['latency(toy)']).toBe(seconds);
        expect(seconds).toBeLessThanOrEqual(BOUND);
        expect(predicted?.['latency(toy)'] === undefined).toBe(interval === undefined);
        // Nobody learns what is known before.
        expect(predicted?.['params']).toBeUndefined();
      }
    }
  });

  it('is in the box of the hypervolume', async () => {
    const { foreknown } = await open(specOf());
    const box = hypervolumeBox(space, specOf().objectives, foreknown);
    expect(box?.ideal[1]).toBe(0);
    expect(box?.reference[1]).toBeGreaterThan(BOUND);
    expect(hypervolumeBox(space, specOf().objectives)).toBeUndefined();
  });

  it('is said where it comes from', async () => {
    const { notes, devices } = await open(specOf());
    expect(notes).toEqual([
      `latency(toy) from ${join(folder, 'devices', 'toy.json')}: 10 architectures are measured, all others predicted`,
    ]);
    expect(devices).toEqual({ toy: { latencies: expect.stringMatching(/^[0-9a-f]{16}$/) as string, measured: 10 } });
  });

  it('is missed in a sentence', async () => {
    const named = (device: string | undefined) =>
      specOf({ objectives: [{ direction: 'minimize', metric: 'latency', device }], constraints: [] });
    expect(await openServices(named('tyo'), folder)).toEqual({
      error: `experiment Edge needs latency(tyo): evaluator command measures accuracy, and there is no profile of a device "tyo" in ${join(folder, 'devices')} or ${join(folder, 'nowhere')}; did you mean "toy"? "hnas device measure" and "hnas device import" make profiles`,
    });
    expect(await openServices(named(undefined), folder)).toEqual({
      error: 'experiment Edge needs a latency but does not say on which device: write latency(device: "name")',
    });
    writeFileSync(join(folder, 'devices', 'broken.json'), '{');
    expect(await openServices(named('broken'), folder)).toMatchObject({
      error: expect.stringContaining(`${join(folder, 'devices', 'broken.json')}: it is no JSON`) as string,
    });
  });

  it("is the evaluator's where that measures it", async () => {
    const options = { run: [process.execPath, '-e', ''], metrics: ['accuracy', 'latency(toy)'] };
    const { foreknown, devices } = await open(specOf({ evaluator: { kind: 'command', options } }));
    expect([foreknown, devices]).toEqual([undefined, undefined]);
  });
});
