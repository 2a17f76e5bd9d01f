import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { frontHtml } from '../../../../engine/report/front-html.ts';
import { frontSvg } from '../../../../engine/report/front-svg.ts';
import { frontTable } from '../../../../engine/report/front-table.ts';
import { escapeMarkup } from '../../../../engine/report/markup.ts';
import { historyOf, runView } from '../../../../engine/report/run-view.ts';
import type { EvaluationRecord, RunRecord } from '../../../../engine/store/records.ts';
import { sampleEvaluation, sampleSetup } from '../store/sample-run.ts';

const run: RunRecord = {
  ...sampleSetup,
  id: 'toy-1',
  status: 'done',
  reason: undefined,
  created: '',
  finished: undefined,
  owner: undefined,
  heartbeat: 0,
};
const nasty = `{ Cell.h[0]: "<script>alert('&')</script>\u0000" }`;
const evaluations: EvaluationRecord[] = [
  sampleEvaluation(0, {
    metrics: { accuracy: 90, params: 5000, macs: 60_000 },
    predicted: { accuracy: { mean: 88, std: 2 } },
  }),
  sampleEvaluation(1, { metrics: { accuracy: 80, params: 6000, macs: 70_000 } }),
  sampleEvaluation(2, { metrics: { accuracy: 95, params: 25_000, macs: 90_000 }, architecture: nasty }),
  sampleEvaluation(3, { status: 'diverged', why: 'loss <NaN>', metrics: { accuracy: 10, params: 9000, macs: 80_000 } }),
  sampleEvaluation(4, { metrics: { accuracy: 70, params: 1000, macs: 9000 } }),
];
const view = runView(run, evaluations);

/** Opening and closing tags match; enough to know that a browser reads the markup as it is meant. */
function isBalanced(markup: string): boolean {
  const open: string[] = [];
  for (const [, slash, name, rest] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:[^>"]|"[^"]*")*)>/g)) {
    if (slash === '/') {
      if (open.pop() !== name) return false;
    } else if (rest?.endsWith('/') === false && name !== 'meta') open.push(name ?? '');
  }
  return open.length === 0;
}

describe('view of a run', () => {
  it('sorts points into classes, the front by accuracy', () => {
    expect(view.points.map((p) => p.class)).toEqual(['front', 'dominated', 'front', 'diverged', 'front']);
    expect(view.front.map((p) => p.record.position)).toEqual([2, 0, 4]);
    expect(view.front.map((p) => p.knee)).toEqual([false, true, false]);
    expect(view.hypervolume).toBeGreaterThan(0.3);
    expect(view.horizontals).toEqual([sampleSetup.objectives[1], sampleSetup.objectives[2]]);
  });

  it('marks what breaks a requirement and leaves it off the front', () => {
    const bounded = runView({ ...run, constraints: [{ metric: 'params', max: 20_000, text: '' }] }, evaluations);
    expect(bounded.points[2]?.class).toBe('infeasible');
    expect(bounded.front.map((p) => p.record.position)).toEqual([0, 4]);
  });

  it('draws accuracy against parameters and MACs where accuracy is the only objective', () => {
    const single = runView(
      { ...run, objectives: [{ direction: 'maximize', metric: 'accuracy' }], box: undefined },
      evaluations,
    );
    expect(single.horizontals.map((h) => h.metric)).toEqual(['params', 'macs']);
    expect(single.hypervolume).toBeUndefined();
  });
});

describe('front table', () => {
  it('lists the front with its knee, cut to the terminal', () => {
    const lines = frontTable(view, 72);
    expect(lines).toHaveLength(6);
    expect(lines[5]).toMatch(
      /^hypervolume 0\.\d+ after 2 evaluations, 0\.\d+ after 3, 0\.\d+ after 4, 0\.\d+ after 5$/,
    );
    expect(lines[0]).toBe('   #  accuracy %  params  MACs  predicted  architecture');
    expect(lines[2]).toBe('*  1       90.00      5K   60K  88.0 ±2.0  { Cell.h[0].edge[0]: op0 }');
    for (const line of lines.slice(0, 4)) expect(line.length).toBeLessThanOrEqual(72);
    expect(frontTable(view, 50)[2]).toMatch(/…$/);
  });

  it('tells the hypervolume that the evaluations up to then had', () => {
    const after = (count: number): string => (runView(run, evaluations.slice(0, count)).hypervolume ?? 0).toFixed(3);
    expect(frontTable(view, 200).at(-1)).toBe(
      `hypervolume ${after(2)} after 2 evaluations, ${after(3)} after 3, ${after(4)} after 4, ${after(5)} after 5`,
    );
  });

  it('says so when there is none', () => {
    expect(frontTable(runView(run, []), 80)).toEqual(['No architecture on the front yet.']);
    const none = [
      sampleEvaluation(0, { metrics: { 'accuracy at 1/9': 50, training_share: 1 / 9, params: 5000, macs: 6000 } }),
      sampleEvaluation(1, { metrics: { accuracy: 50, params: 50_000, macs: 6000 } }),
      sampleEvaluation(2, { status: 'failed', why: 'no memory', metrics: { params: 5000, macs: 6000 } }),
    ];
    const bounded = { ...run, constraints: [{ metric: 'params', max: 20_000, text: '' }] } as const;
    expect(frontTable(runView(bounded, none), 80)).toEqual([
      'No architecture on the front yet, of 3 evaluations: 1 of a part of the training only, 1 breaking a requirement, 1 failed.',
    ]);
  });
});

it('the staircase of a chart leads over what meets the requirements only', () => {
  const stepsOf = (svg: string): number[] =>
    [...svg.matchAll(/class="line" d="([^"]*)"/g)].map(([, path = '']) => path.match(/H/g)?.length ?? 0);
  const bounded = runView({ ...run, constraints: [{ metric: 'params', max: 20_000, text: '' }] }, evaluations);
  expect(stepsOf(frontSvg(view))).toEqual([2, 2]);
  expect(stepsOf(frontSvg(bounded))).toEqual([1, 1]);
});

it('the staircase holds the best value until a costlier point is better, whichever way is better', () => {
  const pathOf = (svg: string): string => /class="line" d="([^"]*)"/.exec(svg)?.[1]?.replace(/[^A-Z]/g, '') ?? '';
  expect(pathOf(frontSvg(view))).toBe('MHVHV');
  const costs = [5000, 6000, 7000].map((params, i) =>
    sampleEvaluation(i, { metrics: { params, macs: 9000 - params } }),
  );
  const cheap = { ...run, objectives: [{ direction: 'minimize', metric: 'params' }, { direction: 'minimize', metric: 'macs' }] } as const; // prettier-ignore
  expect(pathOf(frontSvg(runView(cheap, costs)))).toBe('MVHVH');
});

it('text in markup is text, between quotes of either kind too', () => {
  expect(escapeMarkup(`<a b="c" d='e'>&\u0000`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\ufffd');
});

describe.each([
  ['svg', frontSvg],
  ['html', frontHtml],
])('front.%s', (_, render) => {
  it('is well formed and needs nothing from elsewhere', () => {
    const markup = render(view);
    expect(isBalanced(markup.replace(/<!doctype html>|<\?xml[^>]*\?>/, '').replace(/<script>.*<\/script>/s, ''))).toBe(
      true,
    );
    expect(markup.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|src=|<link/);
  });

  it('shows architectures and reasons as text, never as markup', () => {
    const markup = render(view);
    expect(markup).not.toContain('<script>alert');
    expect(markup).not.toContain('<NaN>');
    expect(markup).not.toContain('\u0000');
  });

  it('draws a mark for every point in every panel', () => {
    const count = (kind: string) => render(view).split(`class="point ${kind}"`).length - 1;
    // Twice each, and once more in the legend.
    expect(count('front')).toBe(3 * 2 + 1);
    expect(count('diverged')).toBe(1 * 2 + 1);
    expect(count('failed')).toBe(0);
  });

  it('holds no number that is none, for any run', () => {
    for (const some of [[], evaluations.slice(0, 1), evaluations, evaluations.slice(3, 4)]) {
      expect(render(runView(run, some))).not.toMatch(/NaN(?!&gt;|\))|Infinity|undefined/);
    }
  });
});

describe('metrics of devices and of the user', () => {
  const latency = { metric: 'latency', device: 'phone' } as const;
  const own: RunRecord = {
    ...run,
    resolved: { devices: { phone: { latencies: 'abc', measured: 10 } } },
    objectives: [
      { metric: 'f1', direction: 'maximize', unit: 'percent' },
      { ...latency, direction: 'minimize' },
    ],
    box: undefined,
  };
  const shown = runView(own, [
    sampleEvaluation(0, { metrics: { f1: 91.234, 'latency(phone)': 0.002 } }),
    sampleEvaluation(1, {
      metrics: { f1: 95, 'latency(phone)': 0.003 },
      predicted: { 'latency(phone)': { mean: 0.003, std: 0.0002 } },
    }),
  ]);
  const note = 'latency(phone): by the device\'s profile, which has 10 architectures; where "±" stands it is predicted';

  it('stand in the table: the predicted with their intervals', () => {
    const lines = frontTable(shown, undefined);
    expect(lines[0]).toMatch(/ f1 % {2,}latency\(phone\) /);
    expect(lines[1]).toMatch(/ 95\.00 {2,}3 ms ±256 us /);
    expect(lines[2]).toMatch(/ 91\.23 {2,}2 ms /);
    expect(lines.at(-1)).toContain(note);
  });

  it('stand on the page and in the picture', () => {
    const html = frontHtml(shown);
    expect(html).toContain('Pareto front of f1 against latency(phone)');
    expect(html).toContain('<td>3 ms ±256 us</td>');
    expect(html).toContain('f1 95.00 %, latency(phone) 3 ms ±256 us');
    expect(html).toContain('stands it is predicted, with its 80 % interval');
    expect(isBalanced(frontSvg(shown))).toBe(true);
  });

  it('have a history of the hypervolume in a box of their own', () => {
    const { own: isOwn, steps } = historyOf(shown) ?? { own: false, steps: [] };
    expect(isOwn).toBe(true);
    expect(steps.map(({ point }) => point)).toEqual([0, 1]);
  });
});

describe('front.html', () => {
  it('allows its own style and script by hash and nothing else', () => {
    const html = frontHtml(view);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    for (const tag of ['style', 'script']) {
      const text = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(html)?.[1] ?? '';
      expect(policy).toContain(`${tag}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    expect(policy).toMatch(/^default-src 'none';/);
    expect(html).not.toMatch(/ style="| on\w+="/);
  });

  it('holds every evaluation as a row of a table', () => {
    expect(frontHtml(view).split('<tr data-point=').length - 1).toBe(3 + 5);
  });
});
