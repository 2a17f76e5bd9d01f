/** What is seen as a file: the picture and the numbers of one chart. The editor asks where to put it. */
import { scenePng, withLegend, type LegendEntry } from '../chart/export.ts';
import { sceneSvg, type Scene } from '../chart/scene.ts';
import type { FromPage } from '../../pareto/contract.ts';
import { h } from '../dom.ts';
import { l10n } from '../l10n.ts';
import type { Page } from '../page-model.ts';
import { dashOf, shapeOf } from '../runs/page-run.ts';
import type { View } from '../view.ts';
import { button } from '../widgets.ts';
import { popover } from './popover.ts';

export interface Exported {
  /** Begins the name of the file. */
  readonly name: string;
  readonly title: string;
  readonly scene: Scene | undefined;
  readonly csv: string;
  /** Texts of architectures that the table does not have yet. */
  readonly lacking?: FromPage<'save'>['lacking'];
}

/** Characters of a message at most. */
const LARGEST = 30_000_000;

export function exportMenu(
  label: string,
  page: Page,
  view: () => View | undefined,
  what: () => Exported | undefined,
): HTMLElement {
  const save = (kind: 'svg' | 'png' | 'csv', name: string, data: string, lacking: Exported['lacking'] = []): void => {
    if (data.length > LARGEST)
      page.warn(l10n.t('The file would be too large to be handed over. Filters, or fewer runs, make it smaller.'));
    else {
      const suggestedName = `${name}.${kind}`;
      page.model.host.send('save', { suggestedName, kind, data, binary: kind === 'png', lacking });
    }
  };
  const picture = (): readonly [Exported, Scene] | undefined => {
    const [exported, seen] = [what(), view()];
    if (exported?.scene === undefined || seen === undefined) return undefined;
    return [exported, withLegend(exported.scene, legendOf(seen), seen.palette.text)];
  };
  const menu = popover(l10n.t('Export'), label, (close) => {
    const item = (title: string, act: () => void): HTMLElement =>
      button(title, () => {
        close();
        act();
      });
    const pictures = [
      item('SVG', () => {
        const [exported, scene] = picture() ?? [];
        if (exported !== undefined && scene !== undefined) save('svg', exported.name, sceneSvg(scene, exported.title));
      }),
      item('PNG', () => {
        const [exported, scene] = picture() ?? [];
        if (exported === undefined || scene === undefined) return;
        scenePng(scene, exported.title).then(
          (data) => save('png', exported.name, data),
          (error: unknown) => page.warn(l10n.t('The picture could not be made ({0}). SVG may work.', String(error))),
        );
      }),
    ];
    const numbers = item('CSV', () => {
      const exported = what();
      if (exported !== undefined) save('csv', exported.name, exported.csv, exported.lacking);
    });
    return [h('div', { class: 'menu' }, ...(what()?.scene === undefined ? [] : pictures), numbers)];
  });
  return menu.element;
}

function legendOf({ shown, palette }: View): LegendEntry[] {
  return shown.map(({ run, name }) => ({
    name,
    shape: shapeOf(run),
    colour: palette.runs[run.slot % palette.runs.length] ?? palette.text,
    dash: dashOf(run),
  }));
}
