/** The Pareto front as a table of text. */
import { metricKey, type MetricRef } from '../search/metric.ts';
import { partOf } from '../search/part.ts';
import { deviceNotes, devicesOfRun, showValue } from './estimate.ts';
import { metricTitle } from './numbers.ts';
import { historyOf, type RunView } from './run-view.ts';
import { textTable, type Column } from './text-table.ts';

/**
 * Lines of the table, best accuracy first, the knee marked. `width`: columns of the terminal, to which architectures are cut;
 * undefined keeps them whole.
 */
export function frontTable(view: RunView, width: number | undefined): string[] {
  const metrics: MetricRef[] = [view.vertical, ...view.horizontals];
  const devices = devicesOfRun(view.run);
  const predicted = view.front.some(({ record }) => record.predicted?.[metricKey(view.vertical)] !== undefined);
  const columns: Column[] = [
    { title: '', align: 'left' },
    { title: '#', align: 'right' },
    ...metrics.map((metric): Column => ({ title: metricTitle(metric), align: 'right' })),
    ...(predicted ? [{ title: 'predicted', align: 'right' } as const] : []),
    { title: 'architecture', align: 'left', cut: true },
  ];
  const rows = view.front.map(({ record, knee }) => [
    knee ? '*' : '',
    String(record.position + 1),
    ...metrics.map((metric) => showValue(metric, record, devices)),
    ...(predicted ? [showPrediction(record.predicted?.[metricKey(view.vertical)])] : []),
    record.architecture,
  ]);
  if (rows.length === 0) return [emptyFront(view)];
  const lines = textTable(columns, rows, width);
  if (view.front.some(({ knee }) => knee)) lines.push('* knee: the best balance of the objectives');
  return [
    ...lines,
    ...historyLines(view),
    ...deviceNotes(
      devices,
      view.front.map(({ record }) => record),
    ),
  ];
}

/** That the front is empty, and what became of the evaluations instead. */
export function emptyFront({ points }: Pick<RunView, 'points'>): string {
  const isPart = ({ record }: RunView['points'][number]): boolean => partOf(record.metrics) > 1;
  const kinds: readonly (readonly [number, string])[] = [
    [points.filter((point) => point.record.status === 'ok' && isPart(point)).length, 'of a part of the training only'],
    [points.filter((point) => point.class === 'infeasible' && !isPart(point)).length, 'breaking a requirement'],
    [points.filter((point) => point.class === 'diverged').length, 'diverged'],
    [points.filter((point) => point.class === 'failed').length, 'failed'],
  ];
  const told = kinds.flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}`]));
  if (told.length === 0) return 'No architecture on the front yet.';
  const all = `${points.length} evaluation${points.length === 1 ? '' : 's'}`;
  return `No architecture on the front yet, of ${all}: ${told.join(', ')}.`;
}

function showPrediction(prediction: { readonly mean: number; readonly std: number } | undefined): string {
  return prediction === undefined ? '-' : `${prediction.mean.toFixed(1)} ±${prediction.std.toFixed(1)}`;
}

/** Parts of the evaluations after each of which the hypervolume is told. */
const PARTS = 4;

/** How the front grew: `hypervolume 0.690 after 8 evaluations, 0.844 after 15, ...`. */
function historyLines(view: RunView): string[] {
  const history = historyOf(view);
  const count = view.points.length;
  if (history === undefined || count < PARTS) return [];
  const told = Array.from({ length: PARTS }, (_, i) => Math.ceil(((i + 1) * count) / PARTS)).map((done, i) => {
    const { hypervolume } = history.steps.findLast(({ point }) => point < done) ?? { hypervolume: 0 };
    return `${hypervolume.toFixed(3)} after ${done}${i === 0 ? ' evaluations' : ''}`;
  });
  return [`hypervolume${history.own ? " in a box of the run's own" : ''} ${told.join(', ')}`];
}
