/** `kind { options }`: the part of an experiment that a declaration or its `search` describes, checked and as plain data. */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Name, RecordExpr } from '../syntax/ast.ts';
import { ghnOptions } from './ghn-options.ts';
import { withForms } from './hypernetworks.ts';
import { kinds } from './kinds.ts';
import { readOptionRecord, type OptionRecord } from './options.ts';
import type { Program } from './program.ts';
import { checkReferences } from './references.ts';
import { nearest } from './suggest.ts';

export interface Configured {
  readonly kind: string;
  readonly options: OptionRecord;
  /** The file that declares it: relative paths in its options are relative to this file's folder. */
  readonly file: string;
}

export function configure(
  program: Program,
  type: Name,
  options: RecordExpr | undefined,
  group: keyof typeof kinds,
  file: string,
  diagnostics: Diagnostic[],
): Configured {
  const known: readonly string[] = kinds[group];
  if (type.text !== '' && !known.includes(type.text)) {
    const suggestion = nearest(type.text, known) ?? known.join(', ');
    diagnostics.push(
      diagnostic('unknown-name', { file, span: type.span }, { name: type.text, what: `kind of ${group}`, suggestion }),
    );
  }
  checkReferences(program, group, type, options, file, diagnostics);
  if (group === 'hypernetwork' && type.text === 'ghn')
    for (const { key } of options?.entries ?? [])
      checkKey(
        key,
        ghnOptions.map(({ name }) => name),
        'hypernetwork ghn',
        file,
        diagnostics,
      );
  const part = { kind: type.text, options: readOptionRecord(options, file, diagnostics), file };
  return { ...part, options: withForms(program, part, file) };
}

/** Reports a key that is none of those known. */
export function checkKey(
  key: Name,
  known: readonly string[],
  of: string,
  file: string,
  diagnostics: Diagnostic[],
): void {
  if (key.text === '' || known.includes(key.text)) return;
  const suggestion = nearest(key.text, known);
  diagnostics.push(
    diagnostic(
      'unknown-key',
      { file, span: key.span },
      {
        key: key.text,
        of,
        known: known.join(', '),
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ),
  );
}

export function reportDuplicate(key: Name, file: string, diagnostics: Diagnostic[]): void {
  diagnostics.push(diagnostic('duplicate-key', { file, span: key.span }, { key: key.text }));
}
