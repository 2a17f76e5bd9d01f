/**
 * A full pass of hints over 200 literal architectures with their accuracies, in the bundled server with the bundled engine as processes.
 *
 *   npm run build && node bench/server/hints.ts [--archs 200] [--rounds 100] [--seed 1]
 *
 * The accuracies come from a table of 156 other cells of NAS-Bench-201 that this script makes (parameters and noise). Prints how long it took from opening
 * the file until every literal had its accuracy, then of full passes the median, the 95th percentile and the largest: as they are asked again,
 * and after an edit in front of all of them.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../dsl/random.ts';
import { isAccuracy, measuredCells, quantile, timed } from './measured-cells.ts';

const { values } = parseArgs({
  options: {
    archs: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
  },
});
const [archs, rounds] = [Number(values.archs), Number(values.rounds)];
const random = seededRandom(values.seed);
const { session, uri, text, hints: pass, end } = await measuredCells(archs, random);

/** Milliseconds of the processor that the server has used; the system counts hundredths of a second. */
function processor(): number {
  const stat = readFileSync(`/proc/${session.channel.process.pid ?? 0}/stat`, 'utf8');
  const [user, system] = (stat.split(') ').at(-1) ?? '').split(' ').slice(11, 13);
  return 10 * (Number(user) + Number(system));
}

function print(what: string, times: readonly number[], used: number): void {
  const at = (share: number): string => quantile(times, share).toFixed(1);
  console.log(`| ${what} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${(used / times.length).toFixed(1)} |`);
}

try {
  const { time } = await timed(async () => {
    session.open(text, uri);
    for (;;) {
      const hints = await pass();
      if (hints.filter(isAccuracy).length >= archs) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  console.log(
    `From opening the file to ${archs} accuracies: ${(time / 1000).toFixed(2)} s, engine's start included.\n`,
  );
  console.log('| full pass, ms | median | p95 | largest | of the processor |\n| --- | ---: | ---: | ---: | ---: |');
  const again: number[] = [];
  const edited: number[] = [];
  let version = 1;
  const before = processor();
  for (let i = 0; i < rounds; i++) {
    const asked = await timed(pass);
    if (asked.value.filter(isAccuracy).length < archs) throw new Error('accuracies went missing');
    again.push(asked.time);
  }
  const between = processor();
  for (let i = 0; i < rounds; i++) {
    const edit = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '\n' };
    session.notify('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [edit] });
    // As an editor does: diagnostics of the new text come first.
    await session.codes(uri);
    edited.push((await timed(pass)).time);
  }
  const after = processor();
  print('asked again', again, between - before);
  // The processor's share is that of edit, diagnostics and hints together.
  print('after an edit and its diagnostics', edited, after - between);
  console.log('\nThe target is 50 ms from the cache.');
} finally {
  end();
}
