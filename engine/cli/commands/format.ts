/** `hnas format FILE… [--check]`: the one layout of spec files. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { format } from '../../../dsl/syntax/format/formatter.ts';
import { diagnosticLines, jsonDiagnostic, sourcesOf } from '../diagnostics-text.ts';
import { CommandFailure, usage } from '../failure.ts';
import { decodeSpec, nodeHost } from '../host.ts';
import type { CommandResult, Io } from '../io.ts';
import type { Register } from '../register.ts';
import { writeWhole } from '../write-file.ts';

export function registerFormat(program: Command, register: Register): void {
  register(
    program
      .command('format')
      .summary('lay out spec files')
      .description(
        'Rewrites spec files in the one layout; comments are kept. "-" formats standard input to standard output.',
      )
      .argument('<file...>', 'spec files, or - alone')
      .option('--check', 'change nothing, exit 1 where a file is laid out differently'),
    (io, [files]: [string[]], options: { check?: boolean }) => formatFiles(files, options.check === true, io),
  );
}

async function formatFiles(files: readonly string[], check: boolean, io: Io): Promise<CommandResult> {
  if (files.includes('-')) {
    if (files.length > 1) throw usage('"-" cannot be mixed with files');
    const read = decodeSpec(await io.readStdin());
    if ('error' in read) throw new CommandFailure(2, 'unreadable', `cannot read standard input: ${read.error}`);
    const formatted = formatOne('<stdin>', read.text, io);
    const changed = formatted !== read.text;
    const text = check ? [] : [formatted.replace(/\n$/, '')];
    return { json: { formatted, changed }, text, exit: check && changed ? 1 : 0 };
  }
  const host = nodeHost(io.cwd);
  // All files are read and formatted before the first is written: an error leaves everything as it was.
  const results = files.map((file) => {
    const read = host.read(file);
    if ('error' in read)
      throw new CommandFailure(2, 'unreadable', `cannot read ${file}: ${read.error}`, { data: { file } });
    const formatted = formatOne(file, read.text, io);
    return { file, formatted, changed: formatted !== read.text };
  });
  const changed = results.filter((result) => result.changed);
  if (!check) for (const { file, formatted } of changed) writeWhole(resolve(io.cwd, file), formatted);
  const verb = check ? 'would be reformatted' : 'reformatted';
  return {
    json: { files: results.map((result) => ({ file: result.file, changed: result.changed })), written: !check },
    text: [
      ...changed.map(({ file }) => `${file}: ${verb}`),
      `${changed.length} of ${results.length} file${results.length === 1 ? '' : 's'} ${verb}`,
    ],
    exit: check && changed.length > 0 ? 1 : 0,
  };
}

function formatOne(file: string, text: string, io: Io): string {
  const { value, diagnostics } = format(text, file);
  const errors = diagnostics.filter((each) => each.severity === 'error');
  if (errors.length === 0) return value;
  const sources = sourcesOf(new Map([[file, text]]));
  throw new CommandFailure(1, 'spec-errors', `${file} cannot be formatted before its syntax is mended`, {
    details: diagnosticLines(errors, sources, io.errColor),
    data: { diagnostics: errors.map((each) => jsonDiagnostic(each, sources)) },
  });
}
