/** Metrics of the user's own, from a program's lines to front, page and JSON. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { smallSpec, terminal, type Terminal } from './terminal.ts';

/** Reports an F1 score that grows with the width, and an energy that grows with depth and width. */
const program = `
import { readFileSync } from 'node:fs';
const { decisions } = JSON.parse(readFileSync(process.env.HNAS_ARCHITECTURE, 'utf8'));
const width = Number(decisions.width), depth = Number(decisions.depth);
console.log(JSON.stringify({ f1: 60 + 5 * width, energy: 0.002 * width * depth, extra: 1 }));
`;
const spec = smallSpec
  .replace(
    /evaluator Train = .*/,
    `evaluator Own = command { run: [${JSON.stringify(process.execPath)}, "own.mjs"], metrics: [f1(unit: percent), energy(unit: seconds)], parallel: 4 }`,
  )
  .replace('  dataset: Digits\n', '')
  .replace('evaluator: Train', 'evaluator: Own')
  .replace(
    'maximize accuracy\n  minimize params',
    'maximize f1\n  minimize energy\n  require f1 >= 72% and energy <= 15ms',
  )
  .replace(/search predictor .*/, 'search predictor { initial: 6, batch: 4, candidates: 40 }');

let shell: Terminal;
beforeEach(() => {
  shell = terminal();
  shell.write('tiny.hnas', spec);
  shell.write('own.mjs', program);
});

describe('metrics that a program reports under names of the user', () => {
  it('are searched for, bounded, kept and shown in their units', async () => {
    const ran = await shell.run('search', 'tiny.hnas', '--json');
    expect(ran.exit).toBe(0);
    expect(ran.err).toMatch(/\] {2}f1 \d\d\.00 % {2}energy \d+ ms {2}/);
    const found = ran.json() as {
      objectives: object[];
      front: { metrics: Record<string, number>; predicted: object | null }[];
      infeasible: number;
      hypervolume: number | null;
      history: { own: boolean };
      html: string;
    };
    expect(found.objectives).toEqual([
      { metric: 'f1', direction: 'maximize' },
      { metric: 'energy', direction: 'minimize' },
    ]);
    expect(found.front.length).toBeGreaterThan(0);
    for (const { metrics } of found.front) {
      expect(metrics['f1']).toBeGreaterThanOrEqual(72);
      expect(metrics['energy']).toBeLessThanOrEqual(0.015);
      expect(metrics['extra']).toBe(1);
    }
    expect(found.infeasible).toBeGreaterThan(0);
    // Energy has no natural end.
    expect(found.hypervolume).toBeNull();
    expect(found.history.own).toBe(true);
    const table = await shell.run('front', 'last');
    expect(table.out).toMatch(/f1 %\s+energy/);
    expect(table.out).toMatch(/(75|80|90)\.00\s+\d+ ms/);
    const page = readFileSync(join(shell.folder, found.html), 'utf8');
    expect(page).toContain('Pareto front of f1 against energy');
    expect(page).toMatch(/f1 \d\d\.00 %, energy \d+ ms/);
  });

  it('that it does not report are told, with the name that it may mean', async () => {
    shell.write('own.mjs', program.replace('{ f1:', '{ f_1:'));
    const { out, err } = await shell.run('search', 'tiny.hnas');
    expect(out).toContain('No architecture on the front yet, of 10 evaluations: 10 failed.');
    expect((await shell.run('front', 'last', '--json')).json()).toMatchObject({ failed: 10, front: [] });
    expect(err).toContain('reported "f_1" but no f1; did you mean "f1"?');
  });

  it('that nobody declares are told before anything runs', async () => {
    shell.write('tiny.hnas', spec.replace('maximize f1', 'maximize fl'));
    const { exit, err } = await shell.run('search', 'tiny.hnas');
    expect(exit).toBe(1);
    expect(err).toContain('unknown metric "fl"; did you mean "f1"?');
  });
});
