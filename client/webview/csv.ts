/** Tables as CSV (RFC 4180): what is quoted is quoted, numbers keep all their digits, what is missing is empty. */
import { LACKING, type FromPage } from '../pareto/contract.ts';
import { INACTIVE } from './brush.ts';
import { DIVERGED, FAILED, INCOMPLETE, INFEASIBLE, ON_FRONT } from './runs/front-builder.ts';
import type { View } from './view.ts';

export type Cell = string | number | undefined;

export function csv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
  if (value === undefined || (typeof value === 'number' && Number.isNaN(value))) return '';
  const text = String(value);
  // A text that begins like a formula is run as one by spreadsheets.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const kinds: Readonly<Record<number, string>> = {
  [ON_FRONT]: 'front',
  [INFEASIBLE]: 'infeasible',
  [DIVERGED]: 'diverged',
  [FAILED]: 'failed',
  [INCOMPLETE]: 'incomplete',
};

/** Every point of the shown runs that the brushes single out, with all that the page has of it; what texts it lacks the editor fills in. */
export function pointsCsv(view: View): { readonly csv: string; readonly lacking: FromPage<'save'>['lacking'] } {
  const { shown } = view;
  const names = (read: (run: View['all'][number]) => Iterable<string>): string[] => [
    ...new Set(shown.flatMap(({ run }) => [...read(run)])),
  ];
  const metrics = names((run) => run.points.metrics.keys());
  const means = names((run) => run.points.predictedMean.keys());
  const stds = names((run) => run.points.predictedStd.keys());
  const paths = names((run) => run.setup.decisions.map((decision) => decision.path));
  const rows: Cell[][] = [
    [
      'run',
      'evaluation',
      'class',
      'seconds',
      ...metrics,
      ...means.map((name) => `predicted ${name}`),
      ...stds.map((name) => `predicted ${name} std`),
      ...paths,
      'architecture',
    ],
  ];
  const lacking = [];
  for (const { run, mask } of shown) {
    const positions: number[] = [];
    const { points, setup, front } = run;
    const places = paths.map((path) => setup.decisions.findIndex((decision) => decision.path === path));
    for (let row = 0; row < points.count; row++) {
      if (mask?.[row] === 0) continue;
      const position = points.position[row] as number;
      rows.push([
        run.run,
        position + 1,
        kinds[front.classes[row] ?? -1] ?? 'dominated',
        points.seconds[row],
        ...metrics.map((name) => points.metrics.get(name)?.[row]),
        ...means.map((name) => points.predictedMean.get(name)?.[row]),
        ...stds.map((name) => points.predictedStd.get(name)?.[row]),
        ...places.map((d) => {
          const choice = points.choices[d]?.[row];
          if (choice === undefined || Number.isNaN(choice)) return undefined;
          return choice === -1 ? INACTIVE : setup.decisions[d]?.alternatives[choice];
        }),
        run.architectures.get(position) ?? LACKING,
      ]);
      if (!run.architectures.has(position)) positions.push(position);
    }
    if (positions.length > 0) lacking.push({ store: run.store, run: run.run, positions });
  }
  return { csv: csv(rows), lacking };
}
