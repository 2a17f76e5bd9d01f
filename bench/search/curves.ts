/**
 * Draws how searches come near the best of a table: median and quartiles over the seeds of the distance to the best validation accuracy after so many evaluations, from what
 * `efficiency.ts --curves` has written.
 *
 *   node bench/search/efficiency.ts --seeds 30 --curves nb201.json
 *   node bench/search/curves.ts nb201.json --out docs/img/search-nb201.svg
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { curvesSvg } from './curve-drawing.ts';
import { quartilesOf, readCurves } from './regret.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string' } } });
const [from] = positionals;
if (from === undefined || values.out === undefined) {
  console.error('name what efficiency.ts --curves has written, and the picture: curves.ts FILE.json --out FILE.svg');
  process.exit(2);
}
const file = readCurves(from);
writeFileSync(values.out, curvesSvg(file));
console.log(`${file.title}: median (quartiles) of the distance to the best, in percent points.\n`);
const shown = [25, 50, 100, 200].filter((n) => file.curves.every(({ runs }) => runs.every((run) => run.length >= n)));
console.log(`| search | ${shown.map((n) => `after ${n}`).join(' | ')} |\n|---|${shown.map(() => '---|').join('')}`);
for (const { name, runs } of file.curves) {
  const points = quartilesOf(runs);
  const cells = shown.map((n) => {
    const { low, median, high } = points[n - 1] ?? { low: NaN, median: NaN, high: NaN };
    return `${median.toFixed(3)} (${low.toFixed(3)}, ${high.toFixed(3)})`;
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}
