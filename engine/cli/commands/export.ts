/** `hnas export FILE#NAME --arch TEXT --format F`: an architecture as source or as a model for other tools. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { textNotations } from '../../../dsl/space/notations/read-notation.ts';
import type { Architecture, DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { exportFormats, formatNamed, type ExportFormat } from '../../export/formats.ts';
import { pixelsOf, wordsOfPixels } from '../../export/pixels.ts';
import { subjectOf } from '../../export/subject.ts';
import { metricsOfCosts } from '../../search/metric.ts';
import type { EvaluationRecord, RunRecord } from '../../store/records.ts';
import { openStore } from '../../store/store.ts';
import { architectureFrom } from '../architecture-argument.ts';
import { evaluationNamed } from '../evaluation-argument.ts';
import { besideOf, weightsToExport } from '../export-weights.ts';
import { CommandFailure, usage } from '../failure.ts';
import type { CommandResult, Io } from '../io.ts';
import { wholeNumber } from '../numbers.ts';
import type { Register } from '../register.ts';
import { loadSpace, type LoadedSpec } from '../spec.ts';
import { findStore, storeBeside } from '../store-path.ts';
import { writeWhole } from '../write-file.ts';

interface Options {
  readonly format: string;
  readonly arch?: string;
  readonly notation?: string;
  readonly run?: string;
  readonly evaluation?: number;
  readonly store?: string;
  readonly out?: string;
  readonly seed: number;
  /** Undefined: the trained ones where there are any. */
  readonly weights?: boolean;
}

export function registerExport(program: Command, register: Register): void {
  register(
    program
      .command('export')
      .summary('an architecture as PyTorch, Keras, ONNX, JSON or DOT')
      .description('Writes one architecture for other tools; without --out, text goes to standard output.')
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .requiredOption('--format <name>', exportFormats.map(({ format, title }) => `${format} (${title})`).join(', '))
      .option(
        '--arch <text>',
        'the architecture: its text, the name of an arch item of the file, or a text in --notation',
      )
      .option('--notation <name>', `what --arch is written in: ${textNotations.join(', ')}`)
      .option('--run <run>', 'in place of --arch: a run as "hnas runs" lists it, or "last"')
      .option(
        '--evaluation <n>',
        'which evaluation of the run, as "hnas front" counts them: from 1',
        wholeNumber(1, Number.MAX_SAFE_INTEGER),
      )
      .option('--store <file>', 'the store of the run; unless told, .hnas/runs.db here or in a folder below')
      .option('--out <file>', 'the file to write')
      .option(
        '--weights',
        'the trained weights, which runs keep of their front; fails where there are none. Unless told, with --run where there are any',
      )
      .option('--no-weights', 'without trained weights')
      .option(
        '--seed <seed>',
        'decides the weights of an ONNX file without trained ones',
        wholeNumber(0, Number.MAX_SAFE_INTEGER),
        0,
      ),
    (io, [target]: [string], options: Options) => exportCommand(target, options, io),
  );
}

function exportCommand(target: string, options: Options, io: Io): CommandResult {
  const format = formatOf(options);
  const { spec, space } = loadSpace(target, io);
  const { architecture, name } = chosen(spec, space, options, io);
  const subject = subjectOf(space, architecture, name, options.seed);
  const { trained, note } = weightsToExport(format, subject, storeOf(spec, options, io), options);
  const written = format.write(subject, trained?.file.tensors);
  if ('error' in written) throw new CommandFailure(1, 'cannot-export', written.error);
  const bytes = written.value;
  const beside = trained && format.writeWeights?.(subject, trained.file);
  const besideFile = beside && options.out !== undefined ? besideOf(options.out) : undefined;
  if (beside !== undefined && besideFile !== undefined) writeWhole(resolve(io.cwd, besideFile), beside);
  if (options.out !== undefined) writeWhole(resolve(io.cwd, options.out), bytes);
  const content = options.out === undefined ? new TextDecoder().decode(bytes) : undefined;
  if (note !== undefined) io.err(`hnas: ${note}\n`);
  const pixels = trained && pixelsOf(trained.file.about);
  const withTrained = trained === undefined ? '' : `, with the trained weights of ${trained.of}`;
  return {
    json: {
      space: space.name,
      architecture: subject.text,
      hash: subject.hash,
      format: format.format,
      file: options.out ?? null,
      bytes: bytes.length,
      weights: trained !== undefined ? 'trained' : format.weights === 'inside' ? 'first' : 'none',
      weightsFile: besideFile ?? null,
      pixels: pixels ?? null,
      seed: format.weights === 'inside' && trained === undefined ? options.seed : null,
      metrics: metricsOfCosts(subject.costs),
      content: content ?? null,
      note: note ?? null,
    },
    text:
      content === undefined
        ? [
            `written to ${options.out ?? ''}: ${format.title}, ${bytes.length} bytes${withTrained}` +
              (besideFile === undefined ? '' : ` in ${besideFile}, ${beside?.length ?? 0} bytes`),
            ...(pixels === undefined ? [] : [wordsOfPixels(pixels)]),
          ]
        : [content.trimEnd()],
  };
}

/** With `--arch` the store beside the spec is the one that may hold weights of it. */
function storeOf({ file }: LoadedSpec, { run, store }: Options, io: Io): string {
  return resolve(io.cwd, run === undefined ? (store ?? storeBeside(file)) : findStore(store, io));
}

/** Checked before anything is read. */
function formatOf(options: Options): ExportFormat {
  const found = formatNamed(options.format);
  if ('error' in found) throw usage(found.error);
  const format = found.value;
  if (!format.text && options.out === undefined) {
    throw usage(
      `an ${format.title} is binary: name the file to write with --out, such as --out network.${format.extension}`,
    );
  }
  if ((options.arch === undefined) === (options.run === undefined)) {
    throw usage('name the architecture with --arch, or with --run and --evaluation');
  }
  if (options.weights === true && format.weights === 'none') {
    throw usage(`${format.format} has no place for weights: pytorch, keras and onnx have`);
  }
  if (options.weights === true && options.out === undefined) {
    throw usage(
      `weights of a ${format.title} stand in a file beside it: name one with --out, such as --out network.py`,
    );
  }
  if (options.run !== undefined && options.evaluation === undefined) {
    throw usage('--run needs --evaluation: which one of the run, as "hnas front" counts them');
  }
  return format;
}

interface Chosen {
  readonly architecture: Architecture;
  readonly name: string;
}

function chosen(spec: LoadedSpec, space: DecisionSpace, options: Options, io: Io): Chosen {
  if (options.arch !== undefined) {
    const architecture = architectureFrom(spec, space, options.arch, options.notation, io);
    const isName = options.notation === undefined && /^[A-Za-z_]\w*$/.test(options.arch);
    return { architecture, name: isName ? options.arch : space.name };
  }
  const store = openStore(storeOf(spec, options, io), { readOnly: true });
  try {
    const { run, evaluation } = evaluationNamed(store, options);
    return { architecture: architectureIn(space, run, evaluation), name: space.name };
  } finally {
    store.close();
  }
}

function architectureIn(
  space: DecisionSpace,
  run: RunRecord,
  { position, architecture }: EvaluationRecord,
): Architecture {
  const { value, diagnostics } = space.parse(architecture);
  if (value !== undefined && !diagnostics.some(({ severity }) => severity === 'error')) return value;
  const why = run.space === space.name ? 'the space has changed since' : `the run searched ${run.space}`;
  throw new CommandFailure(
    1,
    'bad-architecture',
    `evaluation ${position + 1} of run ${run.id} is no architecture of ${space.name}: ${why}`,
  );
}
