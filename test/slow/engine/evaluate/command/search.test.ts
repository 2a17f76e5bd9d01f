/** Searches whose evaluator is a program of the user's, as processes: killed, resumed, their results in the editor's labels. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../dsl/random.ts';
import { resolveExperiment } from '../../../../../dsl/semantics/experiment.ts';
import { programOf } from '../../../../../dsl/semantics/program.ts';
import { labelsOfRuns } from '../../../../../engine/serve/labels-of-runs.ts';
import { root, smallSpace } from '../../../../support/spaces.ts';
import { pythonWithTorch } from '../../../../unit/engine/export/python.ts';
import { folderWith, hnas, results, runIds, start, type Running } from '../../cli/process.ts';

const spec = `${smallSpace('repeat 2 { conv3x3(out: choice [4, 8, 12, 16]) >> relu }')}
evaluator Mine = command { run: [${JSON.stringify(process.execPath)}, "mine.mjs"], metrics: [accuracy, energy], parallel: 2 }
experiment Mine {
  space: S
  evaluator: Mine
  maximize accuracy
  minimize params
  search evolution { population: 4 }
  budget { evaluations: 12 }
  seed: 3
}
`;

/** Its accuracy follows from the architecture and the seed; every seventh architecture fails at its first attempt. */
const mine = `
import { readFileSync } from 'node:fs';
const { metrics } = JSON.parse(readFileSync(0, 'utf8'));
const seed = Number(process.env.HNAS_SEED);
if (seed % 7 === 0 && process.env.HNAS_ATTEMPT === '1') process.exit(1);
const accuracy = 50 + 40 * (1 - Math.exp(-metrics.params / 1000)) + (seed % 100) / 100;
for (let step = 1; step <= 3; step++) {
  await new Promise((resolve) => setTimeout(resolve, 60));
  console.log(JSON.stringify({ step, of: 3, accuracy: (accuracy * step) / 3 }));
}
console.log(JSON.stringify({ accuracy, energy: metrics.macs / 1e6 }));
`;

const folders: string[] = [];
const folderFor = (files: Readonly<Record<string, string>>): string => {
  const folder = folderWith(files);
  folders.push(folder);
  return folder;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const storeIn = (folder: string): string => join(folder, '.hnas', 'runs.db');

/** Begins the run of a folder, or goes on with it where an earlier process came far enough to make one. */
function attempt(folder: string, file: string, run: string): Running {
  return start(folder, 'search', file, ...(hasRun(folder, run) ? ['--resume', run] : []));
}

/** A file that a killed process had only begun to make holds no tables yet: then there is no run either. */
function hasRun(folder: string, run: string): boolean {
  try {
    return existsSync(storeIn(folder)) && runIds(storeIn(folder)).includes(run);
  } catch {
    return false;
  }
}

describe('a search that runs a program', () => {
  let folder = '';
  let undisturbed: ReturnType<typeof results> = [];
  beforeAll(async () => {
    folder = folderFor({ 'mine.hnas': spec, 'mine.mjs': mine });
    expect(await hnas(folder, 'search', 'mine.hnas')).toMatchObject({ code: 0 });
    undisturbed = results(storeIn(folder), 'mine-1');
  }, 300_000);

  it('keeps what the program measures', () => {
    expect(undisturbed).toHaveLength(12);
    expect(undisturbed.every(({ status, metrics }) => status === 'ok' && (metrics['energy'] ?? 0) > 0)).toBe(true);
    expect(readdirSync(join(folder, '.hnas', 'jobs'))).toEqual([]);
  });

  it('gives labels to the predictions of the editor', () => {
    const { value } = resolveExperiment(programOf(spec), 'Mine');
    if (value === undefined) throw new Error('the experiment is sound');
    const labels = labelsOfRuns(value, value.space, join(folder, 'mine.hnas'));
    expect('measurements' in labels && labels.measurements.map((each) => each.value)).toEqual(
      undisturbed.map(({ metrics }) => metrics['accuracy']),
    );
  });

  it.each([1, 2, 3])('killed at random moments (seed %d) and resumed, ends as the undisturbed one', async (seed) => {
    const killed = folderFor({ 'mine.hnas': spec, 'mine.mjs': mine });
    const random = seededRandom(seed);
    for (let kill = 0; kill < 4; kill++) {
      const { child, ended } = attempt(killed, 'mine.hnas', 'mine-1');
      await Promise.race([sleep(500 + 3500 * random.next()), ended]);
      child.kill('SIGKILL');
      await ended;
    }
    expect(await attempt(killed, 'mine.hnas', 'mine-1').ended).toMatchObject({ code: 0 });
    expect(results(storeIn(killed), 'mine-1')).toEqual(undisturbed);
  });

  it('goes on after its time-outs and places were changed, and not after its program was', async () => {
    const changed = folderFor({ 'mine.mjs': mine });
    const search = (text: string, ...more: string[]): ReturnType<typeof hnas> => {
      writeFileSync(join(changed, 'mine.hnas'), text);
      return hnas(changed, 'search', 'mine.hnas', ...more);
    };
    expect(await search(spec.replace('evaluations: 12', 'evaluations: 3'))).toMatchObject({ code: 0 });
    const refused = await search(spec.replace('"mine.mjs"', '"mine.mjs", "--fast"'), '--resume', 'mine-1');
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('evaluator');
    expect(await search(spec.replace('parallel: 2', 'parallel: 1, timeout: 1h'), '--resume', 'mine-1')).toMatchObject({ code: 0 }); // prettier-ignore
    expect(results(storeIn(changed), 'mine-1').map(({ hash }) => hash)).toEqual(undisturbed.map(({ hash }) => hash));
  });
});

const title = pythonWithTorch === undefined ? 'in PyTorch (skipped: no python3 with torch)' : 'in PyTorch';

describe.skipIf(pythonWithTorch === undefined)(title, () => {
  const example = (name: string): string => readFileSync(join(root, 'examples/command', name), 'utf8');
  const files = {
    'train.py': example('train.py'),
    'torch.hnas': example('torch.hnas')
      .replace(
        '["python3", "train.py", "--epochs", "3"]',
        `[${JSON.stringify(pythonWithTorch)}, "train.py", "--epochs", "3", "--images", "400"], env: { OMP_NUM_THREADS: "1" }`,
      ) // prettier-ignore
      .replace('evaluations: 12', 'evaluations: 3'),
  };
  const run = 'trainwithtorch-1';

  it('the example trains, and goes on where it was killed to the same accuracies', async () => {
    const whole = folderFor(files);
    expect(await hnas(whole, 'search', 'torch.hnas')).toMatchObject({ code: 0 });
    const undisturbed = results(storeIn(whole), run);
    expect(undisturbed.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    // Better than guessing one of ten.
    expect(Math.max(...undisturbed.map(({ metrics }) => metrics['accuracy'] ?? 0))).toBeGreaterThan(25);

    const killed = folderFor(files);
    const { child, ended } = attempt(killed, 'torch.hnas', run);
    const jobs = join(killed, '.hnas', 'jobs');
    const isUnderWay = (): boolean =>
      existsSync(jobs) && readdirSync(jobs).some((job) => existsSync(join(jobs, job, 'checkpoint.pt')));
    while (!isUnderWay()) await sleep(20);
    child.kill('SIGKILL');
    await ended;
    const resumed = await attempt(killed, 'torch.hnas', run).ended;
    expect(resumed).toMatchObject({ code: 0 });
    expect(results(storeIn(killed), run)).toEqual(undisturbed);
    expect(readdirSync(jobs)).toEqual([]);
  });
});
