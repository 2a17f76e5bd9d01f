/** From a request's document and position to what the language is asked: a program, a file, an offset. And places of answers back. */
import type { Location, Position, Range } from 'vscode-languageserver';
import { PRELUDE_FILE, type Program } from '../dsl/semantics/program.ts';
import { textOf } from '../dsl/service/signature.ts';
import type { Span } from '../dsl/syntax/ast.ts';
import { LineMap } from '../dsl/syntax/line-map.ts';
import { rangeOf } from './positions.ts';

/** The operator library as a document of its own; its text is served on request. */
export const PRELUDE_URI = 'hnas-prelude:/prelude.hnas';

/** A checked document: its program, and its lines. The file's name in the program is the URI. */
export interface OpenFile {
  readonly program: Program;
  readonly file: string;
  readonly text: string;
  readonly lines: LineMap;
}

export const offsetOf = (lines: LineMap, { line, character }: Position): number =>
  lines.offsetAt({ line, column: character });

export const uriOf = (file: string): string => (file === PRELUDE_FILE ? PRELUDE_URI : file);

/** A place in any file of the program, the operator library included. */
export function locationOf(program: Program, file: string, span: Span): Location {
  return { uri: uriOf(file), range: rangeIn(program, file, span) };
}

export const rangeIn = (program: Program, file: string, span: Span): Range =>
  rangeOf(new LineMap(textOf(program, file)), span);
