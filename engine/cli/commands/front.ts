/** `hnas front RUN`: the Pareto front of a run as a table, a picture, a page. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { frontHtml } from '../../report/front-html.ts';
import { frontSvg } from '../../report/front-svg.ts';
import { frontTable } from '../../report/front-table.ts';
import { runView } from '../../report/run-view.ts';
import { reportSubtitle } from '../../report/summary.ts';
import { openStore } from '../../store/store.ts';
import { frontJson } from '../front-json.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { findStore } from '../store-path.ts';
import { writeWhole } from '../write-file.ts';

interface Options {
  readonly store?: string;
  readonly svg?: string;
  readonly html?: string;
}

export function registerFront(program: Command, register: Register): void {
  register(
    program
      .command('front')
      .summary('the Pareto front of a run')
      .description('Prints the Pareto front of a run, and draws it where told.')
      .argument('<run>', 'a run as "hnas runs" lists it, or "last"')
      .option('--store <file>', 'the store; unless told, .hnas/runs.db here or in a folder below')
      .option('--svg <file>', 'draw the front as a picture')
      .option('--html <file>', 'draw the front as a page that needs nothing else'),
    (io, [run]: [string], options: Options) => front(run, options, io),
  );
}

function front(id: string, options: Options, io: Io): CommandResult {
  const file = findStore(options.store, io);
  const store = openStore(resolve(io.cwd, file), { readOnly: true });
  try {
    const run = store.run(id);
    const view = runView(run, store.evaluations(run.id));
    if (options.svg !== undefined) writeWhole(resolve(io.cwd, options.svg), frontSvg(view));
    if (options.html !== undefined) writeWhole(resolve(io.cwd, options.html), frontHtml(view));
    const files = [options.svg, options.html].filter((each) => each !== undefined);
    return {
      json: { ...frontJson(view), svg: options.svg ?? null, html: options.html ?? null },
      text: [
        reportSubtitle(view),
        '',
        ...frontTable(view, io.outWidth),
        ...(files.length > 0 ? ['', `drawn: ${files.join(', ')}`] : []),
      ],
    };
  } finally {
    store.close();
  }
}
