/**
 * The command line as a function: arguments in, exit code out. Everything a user can do wrong ends here as one sentence on standard error, or
 * as `{ "error": ... }` on standard output with --json; a stack trace is shown to nobody who did not ask for it (HNAS_DEBUG=1).
 */
import { Command, CommanderError } from 'commander';
import { RunStopped } from '../search/run-stopped.ts';
import { StoreError, type StoreErrorKind } from '../store/store-error.ts';
import { registerAsk } from './commands/ask.ts';
import { registerCheck } from './commands/check.ts';
import { registerCost } from './commands/cost.ts';
import { registerDevice } from './commands/device.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExport } from './commands/export.ts';
import { registerFit } from './commands/fit.ts';
import { registerFormat } from './commands/format.ts';
import { registerFront } from './commands/front.ts';
import { registerHypernetwork } from './commands/hypernetwork.ts';
import { registerImport } from './commands/import.ts';
import { registerPredict } from './commands/predict.ts';
import { registerRank } from './commands/rank.ts';
import { registerRuns } from './commands/runs.ts';
import { registerSample } from './commands/sample.ts';
import { registerSearch } from './commands/search.ts';
import { registerSpace } from './commands/space.ts';
import { registerWorker } from './commands/worker.ts';
import { registerWeights } from './commands/weights.ts';
import { ComputeError } from '../compute/index.ts';
import { deviceFailure, deviceOption, withDevice } from './device-option.ts';
import { CommandFailure } from './failure.ts';
import type { Io } from './io.ts';
import { paint } from './paint.ts';
import type { Register } from './register.ts';
import { versions } from './versions.ts';

const commands = [
  registerAsk,
  registerCheck,
  registerFormat,
  registerSpace,
  registerSample,
  registerCost,
  registerRank,
  registerFit,
  registerPredict,
  registerSearch,
  registerRuns,
  registerFront,
  registerHypernetwork,
  registerWeights,
  registerExport,
  registerImport,
  registerDevice,
  registerWorker,
  registerDoctor,
];

/** Commands that compute with tensors, and so take `--device`. */
const computing: ReadonlySet<string> = new Set(['search', 'fit', 'rank', 'predict', 'train', 'weights', 'worker']);

/** Runs one command; `args` without the program's name. Never rejects. */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json');
  let exit = 0;
  const program = new Command('hnas')
    .description('Describes, checks and searches spaces of neural networks.')
    .version(versions().hnas, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => io.out(text),
      // Messages of wrong usage are printed below, where --json is known.
      writeErr: () => undefined,
    })
    .exitOverride();
  const register: Register = (command, action) =>
    (computing.has(command.name()) ? command.addOption(deviceOption()) : command)
      .option('--json', 'print the result as JSON (docs/cli.md)')
      .configureOutput(program.configureOutput())
      .exitOverride()
      .action(async (...given: unknown[]) => {
        // Commander passes the arguments, then the options, then the command.
        const options = given.at(-2) as Parameters<typeof action>[2] & { readonly device?: string };
        const result = await withDevice(options.device, () => action(io, given.slice(0, -2) as never, options));
        if (json) io.out(`${JSON.stringify(result.json, null, 2)}\n`);
        else if (result.text.length > 0) io.out(`${result.text.join('\n')}\n`);
        exit = result.exit ?? 0;
      });
  for (const add of commands) add(program, register);
  try {
    if (args.length === 0) {
      io.err(program.helpInformation());
      return 2;
    }
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    return report(error, json, io);
  }
}

function report(error: unknown, json: boolean, io: Io): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const failure = failureOf(error, io.signal);
  if (process.env['HNAS_DEBUG'] === '1' && error instanceof Error) io.err(`${error.stack ?? error.message}\n`);
  if (json) {
    io.out(
      `${JSON.stringify({ error: { code: failure.code, message: failure.message, ...failure.data } }, null, 2)}\n`,
    );
  } else {
    if (failure.details.length > 0) io.err(`${failure.details.join('\n')}\n`);
    const label = paint(io.errColor).red('hnas:');
    for (const line of failure.message.split('\n')) io.err(`${label} ${line}\n`);
  }
  return failure.exit;
}

/** What is wrong with a store as a whole: another file would do. */
const ofTheFile: ReadonlySet<StoreErrorKind> = new Set(['missing', 'corrupt', 'not-a-store', 'newer-version']);

function failureOf(error: unknown, signal: AbortSignal): CommandFailure {
  // A command that had nothing more to say of it.
  if (signal.aborted && error === signal.reason)
    return new CommandFailure(130, 'interrupted', 'interrupted; nothing was written');
  if (error instanceof CommandFailure) return error;
  if (error instanceof ComputeError) return deviceFailure(error);
  if (error instanceof RunStopped) return new CommandFailure(1, 'run-stopped', error.message);
  if (error instanceof StoreError) {
    const other = ofTheFile.has(error.kind) ? '; --store names another file' : '';
    return new CommandFailure(2, error.kind, `${error.message}${other}`);
  }
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '').trim();
    return new CommandFailure(2, 'usage', message === '(outputHelp)' ? 'no command given; --help lists them' : message);
  }
  const what = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  const memory = error instanceof RangeError && /Invalid (array|string) length|allocation/.test(error.message);
  if (memory) return new CommandFailure(1, 'too-large', `this needs more memory than there is: ${what}`);
  return new CommandFailure(
    1,
    'internal',
    `internal error: ${what}. Please report it; HNAS_DEBUG=1 shows where it happened`,
  );
}
