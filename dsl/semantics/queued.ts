/** `evaluator Farm = queue { evaluator: Train }`: other machines measure as `Train` says. So `Train` is what decides the result, and the queue only the way. */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { configure, type Configured } from './configured.ts';
import { itemsOf, type Program } from './program.ts';

/** A queue, with the texts that the machines at its other end read. */
export interface Queued extends Configured {
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface Measuring {
  /** What measures; missing where the queue names nothing that could. */
  readonly evaluator?: Configured;
  /** The queue that it is behind. */
  readonly queue?: Queued;
}

/** `name`: of an evaluator that the experiment of `file` names. */
export function measuringBy(
  program: Program,
  name: string | undefined,
  file: string,
  diagnostics: Diagnostic[],
): Measuring {
  const find = (named: string | undefined, from: string) =>
    itemsOf(program, 'evaluator', from).find(({ item }) => item.name.text === named);
  const found = find(name, file);
  if (found === undefined) return {};
  const own = configure(program, found.item.type, found.item.options, 'evaluator', found.file, diagnostics);
  if (own.kind !== 'queue') return { evaluator: own };
  const inner = own.options['evaluator'];
  const behind = find(typeof inner === 'string' ? inner : undefined, found.file);
  // A name that nothing is called was told when the options were checked.
  if (behind === undefined) return {};
  if (behind.item.type.text === 'queue') {
    const value = found.item.options?.entries.find(({ key }) => key.text === 'evaluator')?.value;
    const place = { file: found.file, span: value?.span ?? found.item.name.span };
    const expected = 'the name of an evaluator that measures: train, table, command or ghn';
    diagnostics.push(diagnostic('type-mismatch', place, { expected, actual: 'a queue' }));
    return {};
  }
  return {
    evaluator: configure(program, behind.item.type, behind.item.options, 'evaluator', behind.file, diagnostics),
    queue: {
      ...own,
      entry: program.entry,
      files: Object.fromEntries([...program.files].map(([each, { text }]) => [each, text])),
    },
  };
}
