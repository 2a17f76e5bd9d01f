/** `hnas search FILE[#EXPERIMENT]`: runs an experiment to its end, or goes on with one that was interrupted. */
import type { Command } from 'commander';
import { dirname, join, resolve } from 'node:path';
import { itemsOf } from '../../../dsl/semantics/program.ts';
import { resolveExperiment } from '../../../dsl/semantics/experiment.ts';
import { frontHtml } from '../../report/front-html.ts';
import { frontSvg } from '../../report/front-svg.ts';
import { frontTable } from '../../report/front-table.ts';
import { runView, type RunView } from '../../report/run-view.ts';
import { reportSubtitle } from '../../report/summary.ts';
import type { ExperimentSpec } from '../../search/experiment-spec.ts';
import type { EndReason } from '../../search/progress.ts';
import { measuredElsewhere } from '../../search/measured-elsewhere.ts';
import { purposeOf, strategyFor, withPurpose } from '../../search/purpose.ts';
import { openServices, type Services } from '../../search/services.ts';
import type { RunRecord } from '../../store/records.ts';
import { chartFolder } from '../../store/beside.ts';
import { openStore, type Store } from '../../store/store.ts';
import { CommandFailure, usage } from '../failure.ts';
import { frontJson } from '../front-json.ts';
import type { CommandResult, Io } from '../io.ts';
import { wholeNumber } from '../numbers.ts';
import { progressView } from '../progress.ts';
import type { Register } from '../register.ts';
import { createRun, fittingParallel, harmlessChanges, takeRun, warmStartFrom, workOn } from '../run.ts';
import { shellWord } from '../shell-word.ts';
import { loadSpec, parseTarget, pickName, requireSound, type LoadedSpec } from '../spec.ts';
import { storeBeside } from '../store-path.ts';
import { requireWritable, writeWhole } from '../write-file.ts';

interface Options {
  readonly resume?: string;
  readonly warmStart?: string;
  readonly store?: string;
  readonly out?: string;
  readonly parallel?: number;
  readonly json?: boolean;
}

export function registerSearch(program: Command, register: Register): void {
  register(
    program
      .command('search')
      .summary('run an experiment')
      .description(
        'Runs an experiment: evaluates architectures, learns, searches, and draws the Pareto front. Every step is kept; an ' +
          'interrupted run goes on with --resume to the same result.',
      )
      .argument('<file#experiment>', 'an experiment; the name may be left out where the file has one')
      .option('--resume <run>', 'go on with an interrupted run, or with a finished one after its budget was raised')
      .option(
        '--warm-start <run>',
        'a new run that takes over what an earlier one of the store measured, where it still counts: the same evaluator on the same data',
      )
      .option('--store <file>', 'where runs are kept; unless told, .hnas/runs.db beside the file')
      .option(
        '--out <folder>',
        'where front.svg and front.html are written; unless told, a folder of the run beside the store',
      )
      .option(
        '--parallel <n>',
        'evaluations at the same time; the result is the same. Unless told, as many as a queue is to hold, as a command has places for, or as fit the ' +
          'cores where training fixes its threads, else 1',
        wholeNumber(1, 64),
      ),
    (io, [target]: [string], options: Options) => search(target, options, io),
  );
}

async function search(targetText: string, options: Options, io: Io): Promise<CommandResult> {
  if (options.resume !== undefined && options.warmStart !== undefined)
    throw usage('--resume goes on with a run, --warm-start begins another one: give one of them');
  const target = parseTarget(targetText);
  const loaded = loadSpec(target.file, io);
  const written = experimentOf(
    loaded,
    pickName(
      itemsOf(loaded.program, 'experiment').map(({ item }) => item.name.text),
      target,
      'experiment',
    ),
    io,
  );
  announce(loaded, written, io);
  const storeFile = options.store ?? storeBeside(target.file);
  const path = resolve(io.cwd, storeFile);
  // A run that the editor started to measure only goes on measuring.
  const resumed = options.resume === undefined ? undefined : recordOf(path, options.resume);
  const purpose = resumed === undefined ? { kind: 'search' as const } : purposeOf(resumed);
  const spec = withPurpose(written, purpose, purpose.kind === 'labels' ? resumed?.budget.evaluations : undefined);
  const own = strategyFor(purpose, spec, () => measuredElsewhere(path, spec, resumed?.id));
  const services = 'error' in own ? own : await openServices(spec, io.cwd, own.value);
  if ('error' in services) throw new CommandFailure(2, 'cannot-start', services.error);
  try {
    const store = openStore(path);
    try {
      return await searchIn(store, storeFile, targetText, loaded, spec, services.value, options, io);
    } finally {
      store.close();
    }
  } finally {
    await services.value.close();
  }
}

function recordOf(file: string, run: string): RunRecord {
  const store = openStore(file, { readOnly: true });
  try {
    return store.run(run);
  } finally {
    store.close();
  }
}

function experimentOf(loaded: LoadedSpec, name: string, io: Io): ExperimentSpec {
  requireSound(loaded, io);
  const { value, diagnostics } = resolveExperiment(loaded.program, name);
  requireSound(loaded, io, diagnostics);
  if (value === undefined)
    throw new CommandFailure(1, 'spec-errors', `experiment ${name} of ${loaded.file} cannot be resolved`);
  return value;
}

function announce(loaded: LoadedSpec, spec: ExperimentSpec, io: Io): void {
  const warnings = loaded.diagnostics.filter((each) => each.severity === 'warning').length;
  const size = spec.space.size();
  const about = size.method === 'exact' ? '' : 'about ';
  io.err(
    `checked ${loaded.file}: ${warnings === 0 ? 'no problems' : `${warnings} warning${warnings === 1 ? '' : 's'}`}; ` +
      `space ${spec.space.name} has ${about}${size.value.toLocaleString('en-US').replaceAll(',', ' ')} architectures\n`,
  );
}

async function searchIn(
  store: Store,
  storeFile: string,
  target: string,
  loaded: LoadedSpec,
  spec: ExperimentSpec,
  services: Services,
  options: Options,
  io: Io,
): Promise<CommandResult> {
  // Before there is a run: a chart that cannot be written would be found out after hours.
  requireWritable(resolve(io.cwd, options.out ?? dirname(storeFile)));
  const text = loaded.program.files.get(loaded.program.entry)?.text ?? '';
  const run = runIn(store, loaded.file, text, spec, services, options, io);
  const folder = options.out ?? chartFolder(storeFile, run.id);
  for (const note of services.notes) io.err(`${note}\n`);
  io.err(`run ${run.id} in ${storeFile}, backend ${services.evaluator.backend}\n`);
  const view = progressView(io, spec.objectives);
  let reason: EndReason;
  try {
    reason = await workOn(store, run, spec, services, {
      signal: io.signal,
      onProgress: view.listen,
      parallel: options.parallel ?? fittingParallel(spec),
    });
  } catch (error) {
    view.end();
    io.err(`run ${run.id} stopped; what was evaluated is kept. Go on with: ${goOn(target, run.id, options)}\n`);
    throw error;
  }
  view.end();
  const finished = runView(store.run(run.id), store.evaluations(run.id));
  if (reason === 'cancelled') {
    return {
      json: frontJson(finished),
      text: [
        `interrupted after ${finished.points.length} evaluations; nothing is lost. Go on with:`,
        `  ${goOn(target, run.id, options)}`,
      ],
      exit: 130,
    };
  }
  return report(finished, reason, folder, storeFile, spec, io);
}

/** Begins the run, or takes it up, and says what that means. */
function runIn(
  store: Store,
  file: string,
  text: string,
  spec: ExperimentSpec,
  services: Services,
  { resume, warmStart }: Options,
  io: Io,
): RunRecord {
  if (resume !== undefined) {
    const before = store.run(resume);
    const run = takeRun(store, resume, spec, services);
    for (const change of harmlessChanges(before, spec, text))
      io.err(`changed since run ${run.id} was started: ${change}\n`);
    return run;
  }
  const warm = warmStart === undefined ? undefined : warmStartFrom(store, warmStart, spec, services);
  if (warm !== undefined) {
    const left = warm.left.length === 0 ? '' : `; ${warm.left.join(', ')}`;
    io.err(`taken over from run ${warm.from}: ${warm.known.length} results${left}\n`);
  }
  return createRun(store, { file, text }, spec, services, warm);
}

/** The command that goes on with a run. */
function goOn(target: string, run: string, { store }: Options): string {
  const ofStore = store === undefined ? '' : ` --store ${shellWord(store)}`;
  return `${program()} search ${shellWord(target)} --resume ${run}${ofStore}`;
}

/** How the user calls this program: in the clone it is a script of npm's. */
function program(): string {
  return process.env['npm_lifecycle_event'] === undefined ? 'hnas' : 'npm run -s hnas --';
}

function report(
  view: RunView,
  reason: EndReason,
  folder: string,
  storeFile: string,
  spec: ExperimentSpec,
  io: Io,
): CommandResult {
  if (view.points.length === 0) {
    const requirements = spec.constraints.map((each) => each.text).join(', ') || 'its requirements';
    throw new CommandFailure(
      1,
      'nothing-found',
      `no architecture of ${spec.space.name} was found that meets ${requirements}`,
    );
  }
  const svg = join(folder, 'front.svg');
  const html = join(folder, 'front.html');
  writeWhole(resolve(io.cwd, svg), frontSvg(view));
  writeWhole(resolve(io.cwd, html), frontHtml(view));
  const usable = view.points.some(({ record }) => record.status === 'ok');
  return {
    json: { ...frontJson(view), end: reason, store: storeFile, svg, html },
    text: [
      ...(reason === 'exhausted' ? ['no further architecture was found: the space is exhausted', ''] : []),
      reportSubtitle(view),
      '',
      ...frontTable(view, io.outWidth),
      ...(usable ? [] : ['', `Every evaluation failed; the first: ${view.points[0]?.record.why ?? 'no reason given'}`]),
      '',
      `chart   ${html}`,
      `        ${svg}`,
      `store   ${storeFile}, run ${view.run.id}`,
      `next    ${program()} front ${view.run.id} --store ${shellWord(storeFile)}`,
      `        raise "evaluations" in the spec and go on with --resume ${view.run.id}`,
    ],
    exit: usable ? 0 : 1,
  };
}
