/** Tells those who cannot see it what changes while searches run: politely, and not more often than one can listen. */
import { h } from '../dom.ts';
import type { Page } from '../page-model.ts';

const PAUSE = 8000;

export function createLiveRegion(page: Page): { readonly element: HTMLElement; render(): void } {
  const element = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  let last = -Infinity;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const say = (): void => {
    waiting = undefined;
    last = performance.now();
    if (page.model.news !== undefined) element.textContent = page.model.news;
    page.model.news = undefined;
  };
  return {
    element,
    render: () => {
      if (page.model.news === undefined || waiting !== undefined) return;
      waiting = setTimeout(say, Math.max(0, last + PAUSE - performance.now()));
    },
  };
}
