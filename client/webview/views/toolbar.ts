/** What is on the axes, what the front is of, which kinds of points are shown. */
import { h } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page } from '../page-model.ts';
import { titleOf } from '../runs/metrics.ts';
import type { View } from '../view.ts';
import { button, checkbox, dropdown } from '../widgets.ts';
import { popover } from './popover.ts';

export interface Toolbar {
  readonly element: HTMLElement;
  render(view: View): void;
}

export function createToolbar(page: Page, exports: HTMLElement): Toolbar {
  let view: View | undefined;
  const axis = (side: 'x' | 'y', label: string): { element: HTMLElement; update(now: View): void } => {
    const choice = dropdown(label, (key) => page.look({ [side]: key, zoom: undefined }));
    const log = checkbox(l10n.t('log'), false, (on) => {
      if (view === undefined) return;
      page.look({ log: new Map([...page.model.state.log, [view[side].key, on]]), zoom: undefined });
    });
    return {
      element: h(
        'span',
        { class: 'axis-choice' },
        h('span', { 'aria-hidden': 'true' }, side.toUpperCase()),
        choice.element,
        log.element,
      ),
      update: (now) => {
        choice.update(
          now.keys.map((key) => ({ value: key, title: titleOf(key) })),
          now[side].key,
        );
        log.update(now[side].log, l10n.t('{0}: logarithmic', label));
      },
    };
  };
  const x = axis('x', l10n.t('Horizontal axis'));
  const y = axis('y', l10n.t('Vertical axis'));

  const objectives = popover(l10n.t('Objectives'), l10n.t('What the front is the best of'), () => {
    if (view === undefined) return [];
    const keys = view.keys.filter((key) => !key.startsWith('#'));
    const chosen = new Set(view.goals.map((goal) => goal.key));
    return [
      h('p', { class: 'soft' }, l10n.t('The front is the best of:')),
      ...keys.map(
        (key) =>
          checkbox(titleOf(key), chosen.has(key), (on) => {
            if (on) chosen.add(key);
            else chosen.delete(key);
            page.look({ goals: keys.filter((each) => chosen.has(each)) });
          }).element,
      ),
      button(l10n.t('As in the experiment'), () => {
        page.look({ goals: undefined });
        objectives.close();
      }),
    ];
  });
  const kinds = popover(l10n.t('Show'), l10n.t('Kinds of points'), () => {
    const { show } = page.model.state;
    const titles = {
      intervals: l10n.t('Intervals of predictions (80 %)'),
      dominated: l10n.t('Dominated points'),
      infeasible: l10n.t('Infeasible points (hollow)'),
      failed: l10n.t('Diverged and failed (crosses)'),
    } as const;
    return (Object.keys(titles) as (keyof typeof titles)[]).map(
      (kind) =>
        checkbox(titles[kind], show[kind], (on) => page.look({ show: { ...page.model.state.show, [kind]: on } }))
          .element,
    );
  });
  const front = button(l10n.t('Fit front'), () => view !== undefined && page.look({ zoom: frontSpan(view) }), {
    key: 'front',
  });
  const reset = button(l10n.t('Reset zoom'), () => page.look({ zoom: undefined }), { key: 'reset' });
  const element = h(
    'div',
    { class: 'toolbar', role: 'group', 'aria-label': l10n.t('Chart') },
    x.element,
    y.element,
    objectives.element,
    kinds.element,
    front,
    reset,
    h('span', { class: 'end' }, exports),
  );
  return {
    element,
    render: (now) => {
      view = now;
      x.update(now);
      y.update(now);
    },
  };
}

/** Where the points of the fronts lie, with room around them. */
function frontSpan({
  shown,
  x,
  y,
}: View): { x: { low: number; high: number }; y: { low: number; high: number } } | undefined {
  const ends = (key: string, log: boolean): { low: number; high: number } | undefined => {
    const values = shown.flatMap(({ run }) =>
      run.front.members.map(
        ({ row }) => run.points.metrics.get(key)?.[row] ?? (run.points.position[row] as number) + 1,
      ),
    );
    const low = Math.min(...values);
    const high = Math.max(...values);
    if (!(low <= high) || (log && low <= 0)) return undefined;
    if (log) {
      const air = Math.max(1.02, Math.pow(high / low, 0.08));
      return { low: low / air, high: high * air };
    }
    const air = 0.1 * (high - low) || 0.05 * Math.abs(high) || 0.5;
    return { low: low - air, high: high + air };
  };
  const [across, up] = [ends(x.key, x.log), ends(y.key, y.log)];
  return across === undefined || up === undefined ? undefined : { x: across, y: up };
}
