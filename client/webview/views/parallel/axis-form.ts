/** The name of an axis, and behind it a form that singles out by keyboard what a drag does by pointer. */
import { withBrush, type Brush } from '../../brush.ts';
import { h } from '../../dom.ts';
import { l10n } from '../../l10n.ts';
import type { Page } from '../../page-model.ts';
import { button, checkbox } from '../../widgets.ts';
import { popover } from '../popover.ts';
import type { ParallelAxis } from './parallel-axes.ts';
import { tail } from './parallel-scene.ts';

export function axisForm(axis: ParallelAxis, page: Page, width: number): HTMLElement {
  const decision = axis.kind === 'decision';
  const current = (): Brush =>
    page.model.state.brushes.find((each) => each.axis === axis.key && each.decision === decision) ?? {
      decision,
      axis: axis.key,
      low: undefined,
      high: undefined,
      alternatives: [],
    };
  const set = (change: Partial<Brush>): void =>
    page.look({ brushes: withBrush(page.model.state.brushes, { ...current(), ...change }) });
  const { element } = popover(
    tail(axis.title, Math.floor((width - 16) / 6.6)),
    l10n.t('Single out {0}', axis.title),
    (close) => {
      const clear = button(l10n.t('Clear'), () => {
        set({ low: undefined, high: undefined, alternatives: [] });
        close();
      });
      const title = h('p', { class: 'axis-title' }, axis.title);
      if (axis.kind === 'metric') return [title, range(current(), set), clear];
      const chosen = new Set(current().alternatives);
      return [
        title,
        ...axis.alternatives.map(
          (alternative) =>
            checkbox(alternative, chosen.has(alternative), (on) => {
              if (on) chosen.add(alternative);
              else chosen.delete(alternative);
              set({ alternatives: axis.alternatives.filter((each) => chosen.has(each)) });
            }).element,
        ),
        clear,
      ];
    },
  );
  element.classList.add('head');
  element.style.width = `${width}px`;
  const opener = element.querySelector('[aria-expanded]');
  opener?.setAttribute('title', axis.title);
  opener?.setAttribute('aria-label', axis.title);
  opener?.setAttribute('data-key', `axis ${axis.key}`);
  return element;
}

function range(brush: Brush, set: (change: Partial<Brush>) => void): HTMLElement {
  const field = (end: 'low' | 'high', title: string): HTMLElement => {
    const input = h('input', { type: 'number', step: 'any', value: brush[end] });
    input.addEventListener('change', () =>
      set({ [end]: Number.isNaN(input.valueAsNumber) ? undefined : input.valueAsNumber }),
    );
    return h('label', {}, title, ' ', input);
  };
  return h('div', { class: 'range-form' }, field('low', l10n.t('from')), field('high', l10n.t('to')));
}
