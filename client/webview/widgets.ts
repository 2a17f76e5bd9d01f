/**
 * The widgets of the page. All that is known of the library that makes them is in this file, so that another one can take its place:
 * @vscode/webview-ui-toolkit is frozen upstream, @vscode-elements/elements its successor.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';
import { furnish, setAttribute, type Child } from './dom.ts';

export function registerWidgets(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodePanels(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodeProgressRing(),
  );
}

const make = (tag: string): HTMLElement => document.createElement(tag);

export interface ButtonOptions {
  readonly kind?: 'primary' | 'secondary' | 'icon';
  /** What it is called where it shows only a sign. */
  readonly label?: string;
  readonly key?: string;
  readonly expanded?: boolean;
}

export function button(content: Child, onClick: () => void, options: ButtonOptions = {}): HTMLElement {
  const { kind = 'secondary', label, key, expanded } = options;
  return furnish(
    make('vscode-button'),
    {
      appearance: kind,
      'aria-label': label,
      title: label,
      'data-key': key,
      'aria-expanded': expanded === undefined ? undefined : String(expanded),
      onclick: onClick,
    },
    [content],
  );
}

export interface Checkbox {
  readonly element: HTMLElement;
  /** `name` is what it is called where its content says less. */
  update(checked: boolean, name?: string): void;
}

export function checkbox(content: string, checked: boolean, onChange: (checked: boolean) => void): Checkbox {
  const element = furnish(make('vscode-checkbox'), { checked }, [content]) as HTMLElement & { checked: boolean };
  let known = checked;
  element.addEventListener('change', () => {
    // The element says so too when it was told.
    if (element.checked === known) return;
    known = element.checked;
    onChange(known);
  });
  const named = insist(element);
  return {
    element,
    update: (now, name) => {
      known = now;
      element.checked = now;
      if (name !== undefined) named({ 'aria-label': name });
    },
  };
}

/** The widgets set some attributes themselves whenever they are put into the page: these stay as they are wanted. */
function insist(element: HTMLElement): (attributes: Readonly<Record<string, string>>) => void {
  let wanted: Readonly<Record<string, string>> = {};
  const set = (): void => {
    for (const [name, value] of Object.entries(wanted)) setAttribute(element, name, value);
  };
  new MutationObserver(set).observe(element, { attributes: true });
  return (attributes) => {
    wanted = attributes;
    set();
  };
}

export interface Option {
  readonly value: string;
  readonly title: string;
}

export interface Dropdown {
  readonly element: HTMLElement;
  update(options: readonly Option[], value: string): void;
}

export function dropdown(label: string, onChange: (value: string) => void): Dropdown {
  const element = furnish(make('vscode-dropdown'), { 'aria-label': label }) as HTMLElement & { value: string };
  let shown = '';
  element.addEventListener('change', () => onChange(element.value));
  return {
    element,
    update: (options, value) => {
      const now = JSON.stringify(options);
      if (now !== shown) {
        shown = now;
        element.replaceChildren(
          ...options.map(({ value: each, title }) =>
            furnish(make('vscode-option'), { value: each, selected: each === value }, [title]),
          ),
        );
      }
      // Someone is choosing: what they point at stays.
      if (element.hasAttribute('open')) return;
      // The element takes its options in at the next turn only.
      queueMicrotask(() => void (element.value = value));
      element.value = value;
      setAttribute(element, 'title', options.find((option) => option.value === value)?.title);
    },
  };
}

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly content: HTMLElement;
}

/** `end` stands at the end of the row of tabs. */
export function tabs(
  label: string,
  all: readonly Tab[],
  active: string,
  end: HTMLElement,
  onChange: (id: string) => void,
): HTMLElement {
  const element = furnish(make('vscode-panels'), { 'aria-label': label, activeid: `tab-${active}` }) as HTMLElement & {
    activeid: string;
  };
  for (const { id, title } of all) element.append(furnish(make('vscode-panel-tab'), { id: `tab-${id}` }, [title]));
  for (const { id, content } of all)
    element.append(furnish(make('vscode-panel-view'), { id: `view-${id}` }, [content]));
  end.slot = 'end';
  element.append(end);
  element.addEventListener('change', (event) => {
    // Widgets within a view say `change` too.
    if (event.target === element) onChange(element.activeid.replace(/^tab-/, ''));
  });
  return element;
}

/** A sign beside a text that says what is waited for; it has nothing to add to it. */
export function progressRing(): HTMLElement {
  const element = make('vscode-progress-ring');
  insist(element)({ 'aria-hidden': 'true', 'aria-live': 'off', role: 'presentation' });
  return element;
}
