/** `hnas weights FILE#SPACE --arch TEXT --hypernetwork NAME --out FILE`: a network with the weights that a hypernetwork makes, to be fine-tuned. */
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { textNotations } from '../../../dsl/space/notations/read-notation.ts';
import { hypernetworkShelf } from '../../evaluate/ghn/hypernetwork-shelf.ts';
import { exportFormats, formatNamed } from '../../export/formats.ts';
import { aboutPixels, wordsOfPixels, type Pixels } from '../../export/pixels.ts';
import { subjectOf, type Subject } from '../../export/subject.ts';
import type { Weights } from '../../export/onnx.ts';
import { architectureFrom } from '../architecture-argument.ts';
import { besideOf } from '../export-weights.ts';
import { CommandFailure, usage } from '../failure.ts';
import { hypernetworkOf } from '../hypernetwork-argument.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { loadSpace } from '../spec.ts';
import { writeWhole } from '../write-file.ts';

interface Options {
  readonly arch: string;
  readonly notation?: string;
  readonly hypernetwork?: string;
  readonly experiment?: string;
  readonly format: string;
  readonly out: string;
}

const formats = exportFormats.filter(({ weights }) => weights !== 'none');

export function registerWeights(program: Command, register: Register): void {
  register(
    program
      .command('weights')
      .summary('a network with the weights that a hypernetwork makes')
      .description(
        'Writes an architecture with all of its weights as a trained hypernetwork makes them, running statistics included: to be fine-tuned, or to be asked ' +
          'as it is. "hnas hypernetwork train" trains the hypernetwork first.',
      )
      .argument('<file#name>', 'a space; the name may be left out where the file has one')
      .requiredOption(
        '--arch <text>',
        'the architecture: its text, the name of an arch item of the file, or a text in --notation',
      )
      .option('--notation <name>', `what --arch is written in: ${textNotations.join(', ')}`)
      .option('--hypernetwork <name>', 'a hypernetwork of the file; may be left out where it has one')
      .option(
        '--experiment <name>',
        'whose space and data set the hypernetwork learnt on, where it names none of its own',
      )
      .option('--format <name>', formats.map(({ format, title }) => `${format} (${title})`).join(', '), 'onnx')
      .requiredOption('--out <file>', 'the file to write; weights of source stand in a file beside it'),
    (io, [target]: [string], options: Options) => weights(target, options, io),
  );
}

async function weights(target: string, options: Options, io: Io): Promise<CommandResult> {
  const named = formatNamed(options.format);
  if ('error' in named) throw usage(named.error);
  const format = named.value;
  if (format.weights === 'none') {
    throw usage(
      `${format.format} has no place for weights; these have: ${formats.map((each) => each.format).join(', ')}`,
    );
  }
  const { spec, space } = loadSpace(target, io);
  const architecture = architectureFrom(spec, space, options.arch, options.notation, io);
  const hypernetwork = hypernetworkOf(spec, options.hypernetwork, options.experiment, io);
  const isName = options.notation === undefined && /^[A-Za-z_]\w*$/.test(options.arch);
  const subject = subjectOf(space, architecture, isName ? options.arch : space.name, 0);
  const shelf = hypernetworkShelf([hypernetwork], undefined, io.cwd);
  try {
    const ready = await shelf.ready(hypernetwork.name, { signal: io.signal, train: false });
    if ('error' in ready) throw new CommandFailure(1, 'not-trained', ready.error);
    const made = await ready.value.weights(subject.network);
    if ('error' in made) throw new CommandFailure(1, 'cannot-generate', made.error);
    return write(subject, made.value, ready.value.pixels, format, hypernetwork.name, options.out, io);
  } finally {
    await shelf.close();
  }
}

function write(
  subject: Subject,
  made: Weights,
  pixels: Pixels,
  format: (typeof exportFormats)[number],
  hypernetwork: string,
  out: string,
  io: Io,
): CommandResult {
  const written = format.write(subject, made);
  if ('error' in written) throw new CommandFailure(1, 'cannot-export', written.error);
  const about = {
    ...{ architecture: subject.text, hypernetwork },
    ...aboutPixels({ mean: pixels.mean, std: pixels.deviation }),
  };
  const beside = format.writeWeights?.(subject, { tensors: made, about });
  const besideFile = beside === undefined ? undefined : besideOf(out);
  if (beside !== undefined && besideFile !== undefined) writeWhole(resolve(io.cwd, besideFile), beside);
  writeWhole(resolve(io.cwd, out), written.value);
  const numbers = Object.values(made).reduce((sum, { data }) => sum + data.length, 0);
  return {
    json: {
      space: subject.space.name,
      architecture: subject.text,
      hash: subject.hash,
      hypernetwork,
      format: format.format,
      file: out,
      bytes: written.value.length,
      weightsFile: besideFile ?? null,
      pixels,
      numbers,
    },
    text: [
      `written to ${out}: ${format.title} of ${subject.text} with ${numbers} numbers that ${hypernetwork} made` +
        (besideFile === undefined ? '' : `, in ${besideFile}`),
      wordsOfPixels(pixels),
    ],
  };
}
