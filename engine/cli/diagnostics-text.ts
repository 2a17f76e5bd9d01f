/** Diagnostics as lines for a terminal: place, code and message, the source line with a caret, and what would mend it. */
import type { Diagnostic } from '../../dsl/diagnostics/diagnostic.ts';
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { paint, type Paint } from './paint.ts';

/** Source texts by file name, with their line maps made once. */
export type Sources = (file: string) => { readonly text: string; readonly map: LineMap } | undefined;

export function sourcesOf(texts: ReadonlyMap<string, string>): Sources {
  const maps = new Map<string, LineMap>();
  return (file) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    let map = maps.get(file);
    if (map === undefined) maps.set(file, (map = new LineMap(text)));
    return { text, map };
  };
}

export interface JsonDiagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly fixes: readonly string[];
}

/** Lines and columns count from 1. */
export function jsonDiagnostic(diagnostic: Diagnostic, sources: Sources): JsonDiagnostic {
  const map = sources(diagnostic.file)?.map;
  const start = map?.positionAt(diagnostic.span.start) ?? { line: 0, column: 0 };
  const end = map?.positionAt(diagnostic.span.end) ?? start;
  return {
    file: diagnostic.file,
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
    severity: diagnostic.severity,
    code: diagnostic.code,
    message: diagnostic.message,
    fixes: (diagnostic.fixes ?? []).map((fix) => fix.title),
  };
}

/** Printed in full at most so many; the rest is counted. */
const shownAtMost = 50;

export function diagnosticLines(diagnostics: readonly Diagnostic[], sources: Sources, color: boolean): string[] {
  const colours = paint(color);
  const lines = diagnostics.slice(0, shownAtMost).flatMap((each) => linesOf(each, sources, colours));
  const more = diagnostics.length - shownAtMost;
  return more > 0 ? [...lines, `... and ${more} more`] : lines;
}

function linesOf(diagnostic: Diagnostic, sources: Sources, colours: Paint): string[] {
  const { file, line, column, severity, code, message, fixes } = jsonDiagnostic(diagnostic, sources);
  const tone = severity === 'error' ? colours.red : severity === 'warning' ? colours.yellow : colours.blue;
  const source = sources(diagnostic.file);
  return [
    `${colours.bold(`${file}:${line}:${column}:`)} ${tone(`${severity}[${code}]`)}: ${message}`,
    ...(source === undefined ? [] : excerpt(source.text, source.map, diagnostic, tone)),
    ...(diagnostic.related ?? []).map((place) => {
      const at = sources(place.file)?.map.positionAt(place.span.start);
      return `      note: ${place.message} (${place.file}:${(at?.line ?? 0) + 1}:${(at?.column ?? 0) + 1})`;
    }),
    ...fixes.slice(0, 1).map((fix) => `      help: ${fix}`),
  ];
}

/** Columns of source shown around the place; a minified line would fill the screen. */
const excerptWidth = 100;

function excerpt(text: string, map: LineMap, { span }: Diagnostic, tone: (text: string) => string): string[] {
  const { line, column } = map.positionAt(span.start);
  const start = map.offsetAt({ line, column: 0 });
  const end = map.offsetAt({ line: line + 1, column: 0 });
  const whole = text.slice(start, line + 1 < map.lineCount ? end : text.length).replace(/[\r\n]+$/, '');
  if (whole.trim() === '') return [];
  const from = column > excerptWidth - 20 ? column - 40 : 0;
  const shown = visible(whole.slice(from, from + excerptWidth));
  const number = String(line + 1).padStart(5);
  const length = Math.max(1, Math.min(span.end - span.start, whole.length - column, excerptWidth - (column - from)));
  return [
    `${number} | ${from > 0 ? '…' : ''}${shown}${whole.length > from + excerptWidth ? '…' : ''}`,
    `      | ${' '.repeat(column - from + (from > 0 ? 1 : 0))}${tone('^'.repeat(length))}`,
  ];
}

/** One column a character: tabs and control characters would move the caret or the terminal. */
function visible(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\t/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\u00b7');
}
