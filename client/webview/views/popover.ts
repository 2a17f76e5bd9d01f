/** A button that shows a small panel at it; Escape, or going elsewhere, takes it away again. */
import { h } from '../dom.ts';
import { button } from '../widgets.ts';

export interface Popover {
  readonly element: HTMLElement;
  close(): void;
}

/** `fill` is asked each time the panel opens. */
export function popover(title: string, label: string, fill: (close: () => void) => readonly Node[]): Popover {
  // In the top layer: panels within scrolled parts of the page are seen whole.
  const panel = h('div', { class: 'popover', popover: 'manual', role: 'group', 'aria-label': label });
  const opener = button(title, () => (panel.matches(':popover-open') ? close() : open()), { expanded: false });
  const element = h('span', { class: 'popover-anchor' }, opener, panel);

  const open = (): void => {
    panel.replaceChildren(...fill(close));
    panel.showPopover();
    opener.setAttribute('aria-expanded', 'true');
    put(panel, opener.getBoundingClientRect());
    document.addEventListener('pointerdown', elsewhere, true);
    window.addEventListener('resize', close);
  };
  const close = (): void => {
    if (panel.matches(':popover-open')) panel.hidePopover();
    opener.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', elsewhere, true);
    window.removeEventListener('resize', close);
  };
  const elsewhere = (event: Event): void => {
    if (event.target instanceof Node && !element.contains(event.target)) close();
  };
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !panel.matches(':popover-open')) return;
    event.stopPropagation();
    close();
    opener.focus();
  });
  element.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) close();
  });
  return { element, close };
}

/** Under the button, or over it where there is more room; never beyond the edges of the page. */
function put(panel: HTMLElement, at: DOMRect): void {
  const { clientWidth, clientHeight } = document.documentElement;
  const { offsetWidth, offsetHeight } = panel;
  const below = clientHeight - at.bottom;
  const over = below < offsetHeight + 8 && at.top > below;
  panel.style.left = `${Math.max(4, Math.min(at.left, clientWidth - offsetWidth - 4))}px`;
  panel.style.top = `${Math.max(4, over ? at.top - offsetHeight - 4 : Math.min(at.bottom + 4, clientHeight - offsetHeight - 4))}px`;
}
