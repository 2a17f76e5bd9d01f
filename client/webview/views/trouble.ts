/** What is wrong, in a sentence, and what may mend it. */
import { h } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page, Trouble } from '../page-model.ts';
import { button } from '../widgets.ts';

export interface TroubleBar {
  readonly element: HTMLElement;
  render(): void;
}

export function createTroubleBar(page: Page): TroubleBar {
  const element = h('div', { class: 'trouble', role: 'alert', hidden: true });
  let shown: Trouble | undefined;
  return {
    element,
    render: () => {
      const trouble = page.model.trouble ?? warningOf(page.model.warning, shown);
      if (trouble === shown) return;
      shown = trouble;
      element.hidden = trouble === undefined;
      element.className = `trouble ${trouble?.severity ?? ''}`;
      const action = trouble?.action;
      element.replaceChildren(
        ...(trouble === undefined
          ? []
          : [
              h('strong', {}, trouble.severity === 'error' ? l10n.t('Error') : l10n.t('Warning')),
              h('span', {}, trouble.message),
            ]),
        ...(action === undefined ? [] : [button(action.title, () => page.model.host.send('act', { id: action.id }))]),
      );
    },
  };
}

/** The same object for the same sentence, so that it is told once. */
function warningOf(message: string | undefined, shown: Trouble | undefined): Trouble | undefined {
  if (message === undefined) return undefined;
  return shown?.message === message ? shown : { severity: 'warning', message, action: undefined };
}
