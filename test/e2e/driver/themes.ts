/** Colour themes of VS Code, chosen as a person does. */
import type { Window } from './window.ts';

/** Names in the list of themes, by the class that the workbench then has. */
export const themes = {
  vs: 'Light 2026',
  'vs-dark': 'Dark 2026',
  'hc-black': 'Dark High Contrast',
  'hc-light': 'Light High Contrast',
} as const;

export type Theme = keyof typeof themes;

/** Until the window has it. */
export async function setTheme(window: Window, theme: Theme): Promise<void> {
  await window.palette('Preferences: Color Theme');
  await window.page.locator('.quick-input-widget input.input[placeholder*="Theme"]').fill(themes[theme]);
  await window.pick(themes[theme]).first().click();
  await window.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await window.page.locator(`.monaco-workbench.${theme}`).waitFor();
}
