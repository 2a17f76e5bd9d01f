import { describe, expect, it } from 'vitest';
import { paretoPage } from '../../../../client/pareto/page.ts';
import { brushed, INACTIVE, withBrush, withoutBrush } from '../../../../client/webview/brush.ts';
import { csv } from '../../../../client/webview/csv.ts';
import { readMessage } from '../../../../client/webview/host.ts';
import { createJobs } from '../../../../client/webview/jobs.ts';
import { l10n, loadTranslations } from '../../../../client/webview/l10n.ts';
import { agreement } from '../../../../client/webview/runs/agreement.ts';
import {
  columnOf,
  declareUnits,
  EVALUATION,
  goalOf,
  limitsOf,
  refOf,
  SECONDS,
  showValue,
  tickLabel,
  titleOf,
  withUnit,
} from '../../../../client/webview/runs/metrics.ts';
import { freeSlot, pageRun, runName, shapeOf } from '../../../../client/webview/runs/page-run.ts';
import { readState, writeState } from '../../../../client/webview/state.ts';
import { layOut, shortened } from '../../../../client/webview/views/graph/layout.ts';
import { brushDragged } from '../../../../client/webview/views/parallel/drag.ts';
import { spread } from '../../../../client/webview/views/parallel/parallel-scene.ts';
import { factsOf } from '../../../../client/webview/views/point-text.ts';
import type { View } from '../../../../client/webview/view.ts';
import type { RunSummary } from '../../../../engine/protocol/runs.ts';
import { staircase } from '../../../../client/webview/views/scatter/staircase.ts';
import { pointsOf, setup } from './runs.ts';

describe('brushes', () => {
  const points = pointsOf([
    { position: 0, metrics: { a: 1 }, choices: [0, 2] },
    { position: 1, metrics: { a: 5 }, choices: [1, -1] },
    { position: 2, metrics: {}, choices: [1, 0] },
  ]);
  const range = { decision: false, axis: 'a', low: undefined, high: undefined, alternatives: [] };
  const choice = { decision: true, axis: 'width', low: undefined, high: undefined, alternatives: [] as string[] };
  const mask = (...brushes: Parameters<typeof brushed>[2][number][]): number[] | undefined => {
    const found = brushed(points, setup, brushes);
    return found && [...found];
  };

  it('single out by ranges, alternatives, and all of them together', () => {
    expect(mask()).toBeUndefined();
    expect(mask({ ...range, low: 2 })).toEqual([0, 1, 0]);
    expect(mask({ ...range, high: 2 })).toEqual([1, 0, 0]);
    expect(mask({ ...choice, alternatives: ['8', '32'] })).toEqual([1, 0, 1]);
    expect(mask({ ...choice, alternatives: [INACTIVE] })).toEqual([0, 1, 0]);
    expect(mask({ ...range, high: 9 }, { ...choice, alternatives: [INACTIVE] })).toEqual([0, 1, 0]);
    expect(mask({ ...choice, axis: 'nowhere', alternatives: ['8'] })).toEqual([0, 0, 0]);
  });

  it('are one an axis, and none where they say nothing', () => {
    const one = withBrush([], { ...range, low: 2 });
    expect(withBrush(one, { ...range, low: 3 })).toEqual([{ ...range, low: 3 }]);
    expect(withBrush(one, range)).toEqual([]);
    expect(withoutBrush(one, range)).toEqual([]);
    expect(withoutBrush(one, choice)).toHaveLength(1);
  });

  it('are drawn along an axis', () => {
    const scale = { log: false, low: 0, high: 100, start: 100, end: 0 };
    const axis = { kind: 'metric', key: 'a', title: 'a', scale } as const;
    expect(brushDragged(axis, { top: 0, bottom: 100 }, 80, 20)).toMatchObject({ low: 20, high: 80 });
    // A press takes it away.
    expect(brushDragged(axis, { top: 0, bottom: 100 }, 80, 81)).toMatchObject({ low: undefined, high: undefined });
    const decision = { kind: 'decision', key: 'width', title: 'width', alternatives: ['8', '16', '32', '64'] } as const;
    expect(brushDragged(decision, { top: 0, bottom: 100 }, 0, 45).alternatives).toEqual(['8', '16']);
    expect(brushDragged(decision, { top: 0, bottom: 100 }, 60, 60).alternatives).toEqual(['32']);
  });
});

describe('metrics', () => {
  it('are named by their keys', () => {
    expect(refOf('latency(edgegpu)')).toEqual({ metric: 'latency', device: 'edgegpu' });
    expect(titleOf('params')).toBe('params');
    expect(showValue('latency(edgegpu)', 0.0123)).toBe('12.3 ms');
    expect(showValue('params', NaN)).toBe('–');
  });

  it('have labels with as many digits as the ticks need, in one unit', () => {
    expect([1_230_000, 1_240_000].map((tick) => tickLabel('params')(tick, 10_000))).toEqual(['1.23M', '1.24M']);
    expect(tickLabel('params')(500_000, 500_000)).toBe('500K');
    expect(tickLabel('memory')(2_000_000, 500_000)).toBe('2.0MB');
    expect(tickLabel('accuracy')(93.5, 0.5)).toBe('93.5');
    expect(tickLabel('accuracy')(93, 1)).toBe('93');
    expect(tickLabel(EVALUATION)(20, 10)).toBe('20');
    expect(tickLabel('latency(x)')(0.002, 0.001)).toBe('2 ms');
    expect(tickLabel(SECONDS)(90, 30)).toBe('90 s');
    expect(tickLabel('params')(0, 5)).toBe('0');
  });

  it('that an evaluator declares are shown in their units', () => {
    const own = (metric: string, unit: 'percent' | 'time' | 'bytes') =>
      ({ metric, device: undefined, unit, direction: 'maximize' }) as const;
    declareUnits({ objectives: [own('own f1', 'percent'), own('own wait', 'time')], constraints: [] });
    expect(titleOf('own f1')).toBe('own f1 %');
    expect(withUnit('own f1', 93.456)).toBe('93.46 %');
    expect(limitsOf('own f1')).toEqual([0, 100]);
    expect(tickLabel('own wait')(0.002, 0.001)).toBe('2 ms');
    expect(withUnit('own energy', 1234)).toBe('1.23K');
  });

  it('of a device are told once: as predicted, or as measured', () => {
    const run = pageRun({ ...setup, estimated: ['latency(a)'] }, {} as RunSummary, 0);
    run.points = pointsOf([
      { position: 0, metrics: { 'latency(a)': 0.002 }, predicted: { 'latency(a)': 0.002 } },
      { position: 1, metrics: { 'latency(a)': 0.003 } },
    ]);
    const view = { goals: [], keys: ['latency(a)'] } as unknown as View;
    expect(factsOf({ run, row: 0 }, view)).toEqual([{ name: 'predicted latency(a)', value: '≈ 2 ms' }]);
    expect(factsOf({ run, row: 1 }, view)).toEqual([{ name: 'latency(a)', value: '3 ms' }]);
  });

  it('are maximised or minimised as the runs say', () => {
    const said = {
      ...setup,
      objectives: [{ metric: 'depth', device: undefined, unit: undefined, direction: 'maximize' as const }],
    };
    expect(
      [goalOf('depth', [said]), goalOf('accuracy', []), goalOf('params', [said])].map(({ direction }) => direction),
    ).toEqual(['maximize', 'maximize', 'minimize']);
  });

  it('count evaluations from one', () => {
    const points = pointsOf([{ position: 0 }, { position: 4 }]);
    expect([...Array.from(columnOf(points, EVALUATION) ?? [])].slice(0, 2)).toEqual([1, 5]);
  });
});

describe('predictions and measurements', () => {
  it('agree by tau over the points that have both', () => {
    const points = pointsOf([
      { position: 0, metrics: { accuracy: 1 }, predicted: { accuracy: 10 } },
      { position: 1, metrics: { accuracy: 2 } },
      { position: 2, predicted: { accuracy: 30 } },
      { position: 3, metrics: { accuracy: 4 }, predicted: { accuracy: 40 } },
      { position: 4, metrics: { accuracy: 3 }, predicted: { accuracy: 50 } },
    ]);
    const found = agreement(points, 'accuracy');
    expect([...found.rows]).toEqual([0, 3, 4]);
    expect(found.tau).toBeCloseTo(1 / 3);
    expect(agreement(points, 'params').tau).toBeUndefined();
  });
});

describe('runs on the page', () => {
  const summary = {} as Parameters<typeof pageRun>[1];
  const run = (name: string, seed: number, slot: number) => pageRun({ ...setup, run: name, seed }, summary, slot);

  it('have looks of their own, given again when they leave', () => {
    const runs = [run('a', 0, 0), run('b', 0, 2)];
    expect(freeSlot(runs)).toBe(1);
    const looks = Array.from({ length: 64 }, (_, slot) => `${slot % 8} ${shapeOf(run('x', 0, slot))}`);
    expect(new Set(looks).size).toBe(64);
  });

  it('are named apart', () => {
    const runs = [run('a', 0, 0), run('a', 0, 1), run('c', 1, 2)];
    expect(runs.map((each) => runName(each, runs))).toEqual(['a · 1', 'a · 2', 'c']);
  });
});

describe('what the page keeps', () => {
  it('is read back as it was, and forgotten where it is not understood', () => {
    const state = {
      ...readState(undefined),
      x: 'params',
      log: new Map([['params', false]]),
      brushes: [{ decision: true, axis: 'op', low: undefined, high: undefined, alternatives: ['conv'] }],
    };
    expect(readState(JSON.parse(JSON.stringify(writeState(state))))).toEqual(state);
    for (const odd of [null, 7, {}, { ...(writeState(state) as object), tab: 'nowhere' }])
      expect(readState(odd)).toEqual(readState(undefined));
  });
});

describe('messages to the page', () => {
  it('are what the contract says, or one sentence', () => {
    expect(readMessage({ name: 'reveal', content: { store: 's', run: 'r', position: 3 } })).toEqual({
      name: 'reveal',
      content: { store: 's', run: 'r', position: 3 },
    });
    expect(readMessage({ name: 'reveal', content: { store: 's', run: 'r', position: -3 } })).toEqual({
      error: 'reveal.position: expected a whole number, 0 or more, found -3',
    });
    expect(readMessage({ name: 'constructor', content: {} })).toEqual({
      error: 'the page knows no message "constructor"',
    });
    expect(readMessage(7)).toEqual({ error: 'message: expected an object, found 7' });
  });
});

describe('work in slices', () => {
  it('is done a slice at a time, and a newer one takes the place of an older', () => {
    let clock = 0;
    const queue: (() => void)[] = [];
    const jobs = createJobs(
      (go) => queue.push(go),
      () => clock,
    );
    const steps: string[] = [];
    const work = function* (name: string): Generator<void, string, void> {
      for (let i = 0; i < 3; i++) {
        clock += 5;
        steps.push(`${name}${i}`);
        yield;
      }
      return name;
    };
    const done: string[] = [];
    jobs.start('job', work('a'), (result) => done.push(result));
    expect(steps).toEqual(['a0', 'a1']);
    jobs.start('job', work('b'), (result) => done.push(result));
    while (queue.length > 0) queue.shift()?.();
    expect(done).toEqual(['b']);
    jobs.start('job', work('c'), (result) => done.push(result));
    jobs.cancel('job');
    while (queue.length > 0) queue.shift()?.();
    expect(done).toEqual(['b']);
  });
});

describe('CSV', () => {
  it('quotes what must be, keeps all digits, leaves missing values empty and starts no formula', () => {
    expect(csv([['a,b', 'c"d', 1 / 3, NaN, undefined, -1, '=1+1', 'x\ny']])).toBe(
      '"a,b","c""d",0.3333333333333333,,,-1,\'=1+1,"x\ny"\r\n',
    );
  });
});

describe('texts', () => {
  it('are those of the language where there are any', () => {
    loadTranslations('{"{0} of {1} points":"{1} Punkte, davon {0}"}');
    expect(l10n.t('{0} of {1} points', 3, 5)).toBe('5 Punkte, davon 3');
    expect(l10n.t('knee')).toBe('knee');
    for (const odd of ['nonsense', '7', 'null', undefined]) {
      loadTranslations('{}');
      loadTranslations(odd);
      expect(l10n.t('{0} left', 2)).toBe('2 left');
    }
    loadTranslations('{}');
  });
});

describe('the staircase', () => {
  const corner = (x: number, y: number, px: number, py: number) => ({
    vector: [x, y] as const,
    place: [px, py] as const,
  });
  it('goes from point to point, from the better to the worse end, along what is reachable', () => {
    // Cost to the right, quality upwards (negated): pixels with y downwards.
    const path = staircase([corner(2, -5, 20, 50), corner(1, -3, 10, 70), corner(3, -4, 30, 60)], { x: 100, y: 100 });
    expect(path).toBe('M10 100V70H20V50H100');
    expect(staircase([], { x: 1, y: 1 })).toBe('');
  });
});

describe('graphs of architectures', () => {
  const node = (id: string) => ({ id, label: id.repeat(3), kind: 'operator' as const });

  it('are laid out from the top down, edges with their bends and labels', () => {
    const laid = layOut({
      title: 'g',
      nodes: [node('a'), node('b'), node('c')],
      edges: [
        { from: 'a', to: 'b', label: 'conv3x3' },
        { from: 'b', to: 'c', label: undefined },
        { from: 'a', to: 'c', label: undefined },
        { from: 'a', to: 'b', label: 'skip' },
        { from: 'a', to: 'nowhere', label: undefined },
      ],
    });
    const [a, b, c] = laid.nodes;
    expect([a, b, c].map((each) => each?.y)).toEqual([...[a, b, c].map((each) => each?.y ?? 0)].sort((x, y) => x - y));
    expect(laid.edges).toHaveLength(4);
    expect(laid.edges[0]?.label?.text).toBe('conv3x3');
    expect(laid.edges.every((edge) => edge.points.length >= 2)).toBe(true);
    for (const { x, y } of laid.nodes) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(laid.width);
      expect(y).toBeLessThan(laid.height);
    }
  });

  it('may be empty, and have long labels', () => {
    expect(layOut({ title: '', nodes: [], edges: [] })).toMatchObject({
      width: expect.any(Number) as number,
      nodes: [],
    });
    expect(shortened('network.stage[3].block.conv', 11)).toBe('netwo….conv');
    expect(shortened('short', 11)).toBe('short');
  });
});

describe('lines of parallel coordinates', () => {
  it('are spread over the points where there are too many', () => {
    expect(spread([1, 2, 3], 5)).toEqual([1, 2, 3]);
    const some = spread(
      Array.from({ length: 1000 }, (_, i) => i),
      10,
    );
    expect(some).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });
});

describe('the HTML of the page', () => {
  const html = paretoPage({
    nonce: 'abc',
    cspSource: 'https://source',
    script: 'https://source/pareto.js',
    style: 'https://source/pareto.css',
    language: 'de"<',
    title: '<demo>',
    loading: 'Lädt & wartet',
    translations: { knee: '</script><script>alert(1)</script>' },
  });
  it('lets nothing in but its own script and style', () => {
    expect(html).toContain(
      "default-src 'none'; script-src 'nonce-abc'; style-src https://source 'nonce-abc'; img-src https://source data: blob:; font-src https://source",
    );
    expect(html).not.toMatch(/unsafe| style="| on[a-z]+="/);
    expect(html.match(/<script/g)).toHaveLength(2);
  });
  it('shows texts as texts', () => {
    expect(html).toContain('<title>&lt;demo&gt;</title>');
    expect(html).toContain('Lädt &amp; wartet');
    expect(html).toContain('lang="de&quot;&lt;"');
    expect(html).not.toContain('alert(1)</script>');
  });
});
