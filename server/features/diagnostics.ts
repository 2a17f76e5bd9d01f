/** Diagnostics of a document as the protocol wants them. */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as ProtocolDiagnostic } from 'vscode-languageserver';
import type { Diagnostic, RelatedPlace, Severity } from '../../dsl/diagnostics/diagnostic.ts';
import type { Program } from '../../dsl/semantics/program.ts';
import { LineMap } from '../../dsl/syntax/line-map.ts';
import { rangeOf } from '../positions.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Shown faded, since the text has no effect. */
const unnecessary: ReadonlySet<string> = new Set(['unreachable', 'block-unused', 'decision-unused']);

/** `found` lies in the document of this text; `program` holds the texts of related places; `pages` is where the codes are explained. */
export function protocolDiagnostics(
  text: string,
  found: readonly Diagnostic[],
  program: Program | undefined,
  pages?: string,
): ProtocolDiagnostic[] {
  const lines = new LineMap(text);
  return found.map((each) => protocolDiagnostic(each, lines, program, pages));
}

function protocolDiagnostic(
  found: Diagnostic,
  lines: LineMap,
  program: Program | undefined,
  pages: string | undefined,
): ProtocolDiagnostic {
  const related = (found.related ?? []).flatMap((place) => relatedInformation(place, program));
  return {
    range: rangeOf(lines, found.span),
    severity: severities[found.severity],
    code: found.code,
    ...(pages === undefined ? {} : { codeDescription: { href: `${pages}/${found.code}.md` } }),
    source: 'hnas',
    message: found.message,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    ...(unnecessary.has(found.code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

/** A place in a file of the program; the operator library has no URI and is left out. */
function relatedInformation({ file, span, message }: RelatedPlace, program: Program | undefined) {
  const text = program?.files.get(file)?.text;
  return text === undefined ? [] : [{ location: { uri: file, range: rangeOf(new LineMap(text), span) }, message }];
}
