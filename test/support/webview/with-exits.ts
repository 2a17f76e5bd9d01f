/** A recorded run of networks with early exits: two to four results each, the last one the network's end. */
import type { Recorded } from './recorded.ts';

export function withExits(run: Recorded): Recorded {
  const { columns } = run;
  const { status } = columns;
  const metrics = new Map(columns.metrics);
  const [accuracy, macs] = [metrics.get('accuracy'), metrics.get('macs')];
  const column = (of: (row: number) => number | undefined): Float64Array =>
    Float64Array.from(status, (failed, row) => (failed > 0 ? NaN : (of(row) ?? NaN)));
  const results = (row: number): number => 2 + (row % 3);
  for (let exit = 0; exit <= 4; exit++) {
    const share = (row: number): number | undefined => (exit > results(row) ? undefined : exit / results(row));
    const of = (values: Float64Array | undefined, at: (share: number, whole: number) => number): Float64Array =>
      column((row) => {
        const part = share(row);
        return part === undefined ? undefined : at(part, values?.[row] ?? NaN);
      });
    metrics.set(
      `macs@${exit}`,
      of(macs, (part, whole) => Math.round(part * whole)),
    );
    metrics.set(
      `accuracy@${exit}`,
      of(accuracy, (part, whole) => 10 + (whole - 10) * Math.sqrt(part)),
    );
  }
  return { ...run, columns: { ...columns, metrics } };
}
