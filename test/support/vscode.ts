/**
 * A stand-in for what unit tests of the extension use of the module `vscode`: plain data and the classes that carry it. Not an editor: what
 * editors do with it is seen in the tests under test/e2e.
 */

type Arguments = readonly (string | number | boolean)[] | [Readonly<Record<string, string | number | boolean>>];

export const l10n = {
  t: (message: string | { readonly message: string; readonly args?: Arguments }, ...given: Arguments): string => {
    const text = typeof message === 'string' ? message : message.message;
    const args = typeof message === 'string' ? given : (message.args ?? []);
    const [first] = args;
    const named = typeof first === 'object' ? first : Object.fromEntries(args.entries());
    return text.replace(/\{(\w+)\}/g, (all, name: string) => String((named as Record<string, unknown>)[name] ?? all));
  },
};

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon {
  static readonly File = new ThemeIcon('file');
  readonly id: string;
  readonly color: ThemeColor | undefined;
  constructor(id: string, color?: ThemeColor) {
    this.id = id;
    this.color = color;
  }
}

export class MarkdownString {
  value: string;
  readonly supportThemeIcons: boolean;
  constructor(value = '', supportThemeIcons = false) {
    this.value = value;
    this.supportThemeIcons = supportThemeIcons;
  }
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 } as const;

export class TreeItem {
  label: string;
  collapsibleState: number;
  constructor(label: string, collapsibleState: number = TreeItemCollapsibleState.None) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

export class EventEmitter<T> {
  private readonly listeners = new Set<(event: T) => void>();
  readonly event = (listener: (event: T) => void): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };
  fire(event: T): void {
    for (const listener of this.listeners) listener(event);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

/** What commands use of an editor. */
export * from './editor.ts';

export const LanguageStatusSeverity = { Information: 0, Warning: 1, Error: 2 } as const;
