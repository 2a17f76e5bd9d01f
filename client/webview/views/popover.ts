/** A button that shows a small panel under it; Escape, or going elsewhere, takes it away again. */
import { h } from '../dom.ts';
import { button } from '../widgets.ts';

export interface Popover {
  readonly element: HTMLElement;
  close(): void;
}

/** `fill` is asked each time the panel opens. */
export function popover(title: string, label: string, fill: (close: () => void) => readonly Node[]): Popover {
  const panel = h('div', { class: 'popover', role: 'group', 'aria-label': label, hidden: true });
  const opener = button(title, () => (panel.hidden ? open() : close()), { expanded: false });
  const element = h('span', { class: 'popover-anchor' }, opener, panel);

  const open = (): void => {
    panel.replaceChildren(...fill(close));
    panel.hidden = false;
    opener.setAttribute('aria-expanded', 'true');
    // Never beyond the right end of the page.
    panel.style.left = '0';
    const beyond = panel.getBoundingClientRect().right - document.documentElement.clientWidth + 6;
    if (beyond > 0) panel.style.left = `${-beyond}px`;
    document.addEventListener('pointerdown', elsewhere, true);
  };
  const close = (): void => {
    panel.hidden = true;
    opener.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', elsewhere, true);
  };
  const elsewhere = (event: Event): void => {
    if (event.target instanceof Node && !element.contains(event.target)) close();
  };
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return;
    event.stopPropagation();
    close();
    opener.focus();
  });
  element.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) close();
  });
  return { element, close };
}
