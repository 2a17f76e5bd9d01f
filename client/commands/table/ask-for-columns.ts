/** What the columns of a table are: one question each, the engine's guess first. */
import { l10n, window, type QuickPickItem } from 'vscode';
import { needsKey, notations, type TableChoice, type TableView } from './table-items.ts';

type Columns = Pick<TableChoice, 'notation' | 'key' | 'metric' | 'latencies'>;

/** Undefined where the user turned back. */
export async function askForColumns(title: string, table: TableView): Promise<Columns | undefined> {
  const notation = await askForNotation(title, table);
  if (notation === undefined) return undefined;
  const isOneColumn = needsKey(notation) || (notation === table.notation && table.key !== undefined);
  const key = isOneColumn
    ? await askForColumn(title, l10n.t('Which column holds the architectures'), table.columns, table.key)
    : '';
  if (key === undefined) return undefined;
  const numbers = table.columns.filter(({ numeric }) => numeric);
  const metric = await askForColumn(title, l10n.t('Which column holds the accuracy'), numbers, table.metric);
  if (metric === undefined) return undefined;
  const latencies = await askForLatencies(
    title,
    numbers.filter(({ name }) => name !== metric),
  );
  if (latencies === undefined) return undefined;
  return { notation, key: key === '' ? undefined : key, metric, latencies };
}

async function askForNotation(title: string, table: TableView): Promise<string | undefined> {
  const texts: Readonly<Record<(typeof notations)[number], string>> = {
    nb201: l10n.t('NAS-Bench-201: |nor_conv_3x3~0|+|…|'),
    nb101: l10n.t('NAS-Bench-101: vertices, adjacency matrix, operators'),
    darts: l10n.t('DARTS: genotypes of a normal and a reduction cell'),
    autoformer: l10n.t('AutoFormer: width, depth, heads and MLP ratios'),
    text: l10n.t('the canonical text, as this extension writes it'),
    decisions: l10n.t('a column for each decision path'),
  };
  const items = notations.map((label) => ({ label, description: texts[label] }));
  return (await pick(title, l10n.t('How the table writes architectures'), items, table.notation))?.label;
}

async function askForColumn(
  title: string,
  placeHolder: string,
  columns: TableView['columns'],
  guess: string | undefined,
): Promise<string | undefined> {
  const items = columns.map(({ name, sample }) => ({ label: name, description: sample }));
  return (await pick(title, placeHolder, items, guess))?.label;
}

async function askForLatencies(title: string, columns: TableView['columns']): Promise<readonly string[] | undefined> {
  const items = columns.map(({ name, sample }) => ({ label: name, description: sample }));
  if (!items.some(({ label }) => /latency|_ms\b/i.test(label))) return [];
  const placeHolder = l10n.t('Which columns hold latencies in milliseconds, if any');
  const options = { title, placeHolder, canPickMany: true } as const;
  return (await window.showQuickPick(items, options))?.map(({ label }) => label);
}

/** With the guess first, said to be one. */
function pick<T extends QuickPickItem>(
  title: string,
  placeHolder: string,
  items: readonly T[],
  guess: string | undefined,
): Thenable<T | undefined> {
  const guessed = items
    .filter(({ label }) => label === guess)
    .map((item) => ({ ...item, detail: l10n.t('looks like it') }));
  const others = items.filter(({ label }) => label !== guess);
  return window.showQuickPick([...guessed, ...others], { title, placeHolder });
}
