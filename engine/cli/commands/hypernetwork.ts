/** `hnas hypernetwork`: networks that make the weights of others. */
import type { Command } from 'commander';
import { relative } from 'node:path';
import { trainedHypernetwork } from '../../evaluate/ghn/trained-hypernetwork.ts';
import { showDuration } from '../../report/numbers.ts';
import { CommandFailure } from '../failure.ts';
import { hypernetworkOf } from '../hypernetwork-argument.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { loadSpec, parseTarget, requireSound } from '../spec.ts';

interface Options {
  readonly experiment?: string;
  readonly anew?: boolean;
}

export function registerHypernetwork(program: Command, register: Register): void {
  const group = program
    .command('hypernetwork')
    .summary('networks that make the weights of others')
    .description('Trains hypernetworks, which make the weights of any architecture of a space.')
    .configureOutput(program.configureOutput())
    .exitOverride();
  register(
    group
      .command('train')
      .summary('train a hypernetwork of a spec')
      .description(
        'Trains a hypernetwork for the steps that its block says, and keeps it in .hnas/hypernetworks beside the file. What was trained before is gone on ' +
          'with: after an interruption, and after "steps" was raised.',
      )
      .argument('<file#name>', 'a hypernetwork; the name may be left out where the file has one')
      .option('--experiment <name>', 'whose space and data set it learns on, where it names none of its own')
      .option('--anew', 'leave aside what was trained before'),
    (io, [target]: [string], options: Options) => train(target, options, io),
  );
}

/** Milliseconds between two lines of progress, on a terminal and elsewhere. */
const REDRAW = 100;
const LINE = 10_000;

async function train(targetText: string, options: Options, io: Io): Promise<CommandResult> {
  const target = parseTarget(targetText);
  const spec = loadSpec(target.file, io);
  requireSound(spec, io);
  const hypernetwork = hypernetworkOf(spec, target.name, options.experiment, io);
  const shows = progress(io);
  try {
    const trained = await trainedHypernetwork(hypernetwork, {
      cwd: io.cwd,
      signal: io.signal,
      anew: options.anew,
      onProgress: (_, doing) => shows.line(doing),
    });
    shows.end();
    if ('error' in trained) throw new CommandFailure(1, 'cannot-train', trained.error);
    const { ghn, before } = trained.value;
    const file = relative(io.cwd, trained.value.file);
    const loss = ghn.curve.at(-1)?.loss;
    return {
      json: {
        hypernetwork: hypernetwork.name,
        space: hypernetwork.space.name,
        steps: ghn.step,
        before,
        seconds: ghn.seconds,
        loss: loss ?? null,
        curve: ghn.curve,
        file,
      },
      text: [
        before === ghn.step
          ? `hypernetwork ${hypernetwork.name} was trained already, for ${ghn.step} steps`
          : `hypernetwork ${hypernetwork.name} on ${hypernetwork.space.name}: ${ghn.step} steps in ${showDuration(ghn.seconds)}` +
            `${before === 0 ? '' : `, ${before} of them before`}${loss === undefined ? '' : `, loss ${loss.toFixed(3)}`}`,
        `kept in ${file}`,
      ],
    };
  } catch (problem) {
    shows.end();
    if (!io.signal.aborted) throw problem;
    return {
      json: { hypernetwork: hypernetwork.name, interrupted: true },
      text: ['interrupted; what was learnt is kept. The same command goes on with it.'],
      exit: 130,
    };
  }
}

function progress(io: Io): { line(text: string): void; end(): void } {
  let drawn = -Infinity;
  const isTerminal = io.errWidth !== undefined;
  return {
    line: (text) => {
      if (performance.now() - drawn < (isTerminal ? REDRAW : LINE)) return;
      drawn = performance.now();
      io.err(isTerminal ? `\r\x1b[K${text.slice(0, (io.errWidth ?? 80) - 1)}` : `${text}\n`);
    },
    end: () => {
      if (isTerminal) io.err('\r\x1b[K');
    },
  };
}
