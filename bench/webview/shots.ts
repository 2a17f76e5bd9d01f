/** Pictures of every state of the Pareto page, to be looked at: `node bench/webview/shots.ts FOLDER [words of a state]`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, openPage, type OpenPage } from '../../test/support/webview/page.ts';
import { recordedRun, slice } from '../../test/support/webview/recorded.ts';
import { withExits } from '../../test/support/webview/with-exits.ts';
import type { ThemeName } from '../../test/support/webview/themes.ts';

const [folder, wanted = ''] = process.argv.slice(2);
if (folder === undefined) {
  console.error('shots: name the folder for the pictures');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const run = recordedRun({ points: 240 });
const eight = Array.from({ length: 8 }, (_, i) =>
  recordedRun({ run: `r${i}`, seed: i, points: 60 + 20 * i, experiment: i < 4 ? 'demo' : 'evolution' }),
);

interface State {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly act: (open: OpenPage) => Promise<void>;
}

const tab = (open: OpenPage, name: string): Promise<void> => open.page.getByRole('tab', { name }).click();

const states: Readonly<Record<string, State>> = {
  loading: { act: async () => {} },
  empty: { act: (open) => open.send('runs', { runs: [] }) },
  error: {
    act: (open) =>
      open.send('trouble', {
        severity: 'error',
        message: 'The store /project/.hnas/runs.db cannot be read: it is no SQLite file.',
        action: { id: 'retry', title: 'Try again' },
      }),
  },
  warning: {
    act: async (open) => {
      await open.play(run);
      await open.send('trouble', {
        severity: 'warning',
        message: 'The engine is not running; what is shown is 40 s old.',
        action: { id: 'restartEngine', title: 'Restart engine' },
      });
    },
  },
  'zero-points': { act: (open) => open.play(recordedRun({ points: 0, state: 'running' })) },
  'one-point': { act: (open) => open.play(recordedRun({ points: 1, failures: false })) },
  front: { act: (open) => open.play(run) },
  selected: { act: (open) => selectKnee(open) },
  light: { theme: 'light', act: (open) => selectKnee(open) },
  'high-contrast': { theme: 'highContrast', act: (open) => selectKnee(open) },
  'high-contrast-light': { theme: 'highContrastLight', act: (open) => selectKnee(open) },
  hover: {
    act: async (open) => {
      await open.play(run);
      const point = open.page.getByRole('option').nth(4);
      await point.hover({ force: true });
      await open.page.waitForTimeout(200);
      await open.answer(run);
    },
  },
  focus: {
    act: async (open) => {
      await open.play(run);
      await open.page.getByRole('option').nth(4).focus();
      await open.page.keyboard.press('ArrowRight');
      await open.page.waitForTimeout(200);
      await open.answer(run);
    },
  },
  decisions: { act: (open) => withTab(open, 'Decisions') },
  'decisions-light': { theme: 'light', act: (open) => withTab(open, 'Decisions') },
  brushed: {
    act: async (open) => {
      await withTab(open, 'Decisions');
      const box = await open.page.locator('.parallel').boundingBox();
      if (box === null) return;
      await open.page.mouse.move(box.x + 14, box.y + 20);
      await open.page.mouse.down();
      await open.page.mouse.move(box.x + 14, box.y + 60, { steps: 3 });
      await open.page.mouse.up();
    },
  },
  'axis-form': {
    act: async (open) => {
      await withTab(open, 'Decisions');
      await open.page.locator('.head vscode-button').nth(3).click();
    },
  },
  progress: { act: (open) => withTab(open, 'Progress') },
  predictions: { act: (open) => withTab(open, 'Predictions') },
  'no-predictions': { act: (open) => withTab(open, 'Predictions', recordedRun({ points: 40, predictions: false })) },
  importance: { act: (open) => withTab(open, 'Importance') },
  'importance-high-contrast': { theme: 'highContrast', act: (open) => withTab(open, 'Importance') },
  'long-paths': { act: (open) => withTab(open, 'Importance', recordedRun({ points: 120, longPaths: true })) },
  'long-paths-decisions': { act: (open) => withTab(open, 'Decisions', recordedRun({ points: 120, longPaths: true })) },
  eight: { act: (open) => open.play(...eight) },
  'eight-light': { theme: 'light', act: (open) => open.play(...eight) },
  'eight-progress': {
    act: async (open) => {
      await open.play(...eight);
      await tab(open, 'Progress');
    },
  },
  running: {
    act: async (open) => {
      const live = recordedRun({ points: 31, state: 'running' });
      await open.play(live);
      await open.send('progress', {
        store: live.setup.store,
        run: 'r1',
        done: 31,
        budget: 50,
        share: 0.4,
        doing: 'epoch 3 of 8',
        secondsLeft: 95,
      });
    },
  },
  bounds: {
    act: async (open) => {
      await open.play(run);
      await onAxis(open, 'latency');
    },
  },
  infeasible: { act: (open) => selectInfeasible(open) },
  anytime: {
    height: 1100,
    act: async (open) => {
      const exits = withExits(run);
      await open.play(exits);
      await open.page.locator('.tabs tbody tr').nth(3).click();
      await open.answer(exits);
    },
  },
  panel: { width: 400, height: 1900, act: (open) => selectKnee(open) },
  low: { width: 1100, height: 320, act: (open) => open.play(run) },
  zoomed: { width: 550, height: 410, scale: 2, act: (open) => open.play(run) },
  'long-names': {
    act: async (open) => {
      const name = 'search_of_the_mobile_space_with_all_operators_and_the_wide_stem_seed_17';
      await open.play(
        recordedRun({ run: `${name}-1`, points: 60, experiment: name }),
        recordedRun({ run: `${name}-2`, seed: 1, points: 60, experiment: name, longPaths: true }),
      );
      await open.page.locator('.tabs tbody tr').nth(1).click();
    },
  },
  narrow: { width: 320, height: 2000, act: (open) => selectKnee(open) },
  'narrow-decisions': { width: 320, height: 1700, act: (open) => withTab(open, 'Decisions') },
  objectives: {
    act: async (open) => {
      await open.play(run);
      await open.page.getByRole('button', { name: 'Objectives' }).click();
    },
  },
  show: {
    act: async (open) => {
      await open.play(run);
      await open.page.getByRole('button', { name: 'Show' }).click();
    },
  },
  dropdown: {
    act: async (open) => {
      await open.play(run);
      await open.page.getByRole('combobox', { name: 'Horizontal axis' }).click();
    },
  },
  export: {
    act: async (open) => {
      await open.play(run);
      await open.page.getByRole('button', { name: 'Export' }).first().click();
    },
  },
  'zoom-front': {
    act: async (open) => {
      await open.play(run);
      await open.page.getByRole('button', { name: 'Fit front' }).click();
    },
  },
  many: {
    act: async (open) => {
      const many = recordedRun({ points: 100_000 });
      await open.send('runs', { runs: [{ setup: many.setup, summary: many.summary }] });
      for (let from = 0; from < 100_000; from += 25_000)
        await open.send('points', {
          store: many.setup.store,
          run: 'r1',
          columns: slice(many.columns, from, from + 25_000),
        });
      await open.page.waitForTimeout(1500);
      await open.answer(many);
    },
  },
};

async function withTab(open: OpenPage, name: string, recorded = run): Promise<void> {
  await open.play(recorded);
  await tab(open, name);
  await open.settle();
  await open.answer(recorded);
}

async function selectKnee(open: OpenPage): Promise<void> {
  await open.play(run);
  await open.page.locator('tbody tr', { hasText: 'knee' }).click();
  await open.settle();
  await open.answer(run);
}

async function onAxis(open: OpenPage, metric: string): Promise<void> {
  await open.page.getByRole('combobox', { name: 'Horizontal axis' }).click();
  await open.page.locator('vscode-option', { hasText: metric }).first().click();
  await open.settle();
}

async function selectInfeasible(open: OpenPage): Promise<void> {
  await open.play(run);
  await onAxis(open, 'latency');
  // The dearest is beyond the bound.
  const latency: ArrayLike<number> = run.columns.metrics.get('latency(edgegpu)') ?? [];
  const dearest = Array.from(latency).reduce((best, value, row) => (value > (latency[best] ?? 0) ? row : best), 0);
  await open.send('reveal', { store: run.setup.store, run: 'r1', position: dearest });
  await open.settle();
  await open.answer(run);
}

const browser = await launch();
for (const [name, { act, ...options }] of Object.entries(states)) {
  if (!name.includes(wanted)) continue;
  const open = await openPage(browser, options);
  await act(open);
  await open.settle();
  await open.page.waitForTimeout(120);
  await open.page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`${name}${open.problems.length === 0 ? '' : `: ${open.problems.join(' | ')}`}`);
  await open.page.context().close();
}
await browser.close();
