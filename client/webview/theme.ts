/** Colours and fonts of the editor's theme, resolved from its variables, and when they change. */
import { opaque, type Colour } from './chart/colour.ts';

export interface Palette {
  readonly ground: Colour;
  readonly text: Colour;
  /** Tick labels and other small print. */
  readonly soft: Colour;
  readonly grid: Colour;
  readonly axis: Colour;
  readonly focus: Colour;
  /** By the place of a run. */
  readonly runs: readonly Colour[];
  readonly font: string;
  readonly highContrast: boolean;
}

/** Every theme defines foreground and background; the others fall back to them. */
const variables = {
  text: ['--vscode-editor-foreground', '--vscode-foreground'],
  soft: ['--vscode-descriptionForeground', '--vscode-foreground'],
  axis: ['--vscode-charts-lines', '--vscode-descriptionForeground', '--vscode-foreground'],
  focus: ['--vscode-focusBorder', '--vscode-foreground'],
} as const;

const runVariables = [
  '--vscode-charts-blue',
  '--vscode-charts-orange',
  '--vscode-charts-green',
  '--vscode-charts-purple',
  '--vscode-charts-red',
  '--vscode-charts-yellow',
  '--vscode-editor-foreground',
  '--vscode-descriptionForeground',
];

export function readPalette(): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const resolve = (names: readonly string[], ground: Colour, otherwise: string): Colour => {
    probe.style.color = names.reduceRight((fallback, name) => `var(${name}, ${fallback})`, otherwise);
    return opaque(style.color, ground) ?? ground;
  };
  const ground = resolve(['--vscode-editor-background'], '#ffffff', 'Canvas');
  const of = (names: readonly string[]): Colour => resolve([...names], ground, 'CanvasText');
  const font = getComputedStyle(document.body).fontFamily || 'sans-serif';
  const classes = document.body.classList;
  const highContrast = classes.contains('vscode-high-contrast') || classes.contains('vscode-high-contrast-light');
  probe.style.color = `color-mix(in srgb, var(--vscode-editor-foreground, CanvasText) ${highContrast ? 35 : 11}%, transparent)`;
  const grid = opaque(style.color, ground) ?? ground;
  const palette: Palette = {
    ground,
    text: of(variables.text),
    soft: of(variables.soft),
    grid,
    axis: of(variables.axis),
    focus: of(variables.focus),
    runs: runVariables.map((name) => of([name, '--vscode-foreground'])),
    font,
    highContrast,
  };
  probe.remove();
  return palette;
}

/** The editor puts its variables on the root and the kind of the theme on the body. */
export function onThemeChange(handler: () => void): void {
  const observer = new MutationObserver(handler);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
}
