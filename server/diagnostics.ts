/**
 * Diagnostics by request, for clients that ask (pull): of a document with the files that it imports, and of the whole workspace. To
 * clients that do not ask they are sent after every change (push).
 */
import {
  DocumentDiagnosticReportKind,
  ErrorCodes,
  ResponseError,
  type Connection,
  type DocumentDiagnosticReport,
  type FullDocumentDiagnosticReport,
  type UnchangedDocumentDiagnosticReport,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver';
import type { Answer, AnswerInSteps } from './answer.ts';
import type { Report, Reports } from './reports.ts';

export const diagnosticCapabilities = {
  diagnosticProvider: { identifier: 'hnas', interFileDependencies: true, workspaceDiagnostics: true },
};

export interface DiagnosticSource {
  readonly reports: Reports;
  /** Open documents and the files of the workspace folders. */
  readonly everything: () => readonly string[];
  readonly isOpen: (uri: string) => boolean;
  /** Whether the client takes reports of imported files beside that of the document. */
  readonly related: () => boolean;
}

export function serveDiagnostics(
  connection: Connection,
  answer: Answer,
  answerInSteps: AnswerInSteps,
  source: DiagnosticSource,
): void {
  const { reports } = source;

  connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }, token) =>
    answer<DocumentDiagnosticReport>('diagnostics', token, () => documentReport(uri, previousResultId, source), empty),
  );

  connection.languages.diagnostics.onWorkspace(({ previousResultIds }, token, _progress, partial) => {
    const previous = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const run = function* (): Generator<void, WorkspaceDiagnosticReport> {
      const items: WorkspaceDocumentDiagnosticReport[] = [];
      for (const uri of source.everything()) {
        const report = reports.of(uri);
        if (report === undefined) continue;
        const item = { ...asProtocol(report, previous.get(uri)), uri, version: report.version };
        if (partial === undefined) items.push(item);
        else partial.report({ items: [item] });
        yield;
      }
      return { items };
    };
    return answerInSteps('workspace diagnostics', token, run, { items: [] });
  });
}

const empty: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

function documentReport(uri: string, previous: string | undefined, source: DiagnosticSource): DocumentDiagnosticReport {
  const report = source.reports.of(uri);
  if (report === undefined)
    throw new ResponseError(ErrorCodes.InvalidParams, `The document "${uri}" is not open and cannot be read.`);
  const relatedDocuments = source.related() ? relatedReports(uri, report, source) : {};
  const extras = Object.keys(relatedDocuments).length > 0 ? { relatedDocuments } : {};
  return { ...asProtocol(report, previous), ...extras };
}

/** Of imported files that are not open: the client asks for the others by itself. */
function relatedReports(uri: string, { files }: Report, { reports, isOpen }: DiagnosticSource) {
  const imported = files.filter((file) => file !== uri && !isOpen(file));
  return Object.fromEntries(
    imported.flatMap((file) => {
      const report = reports.of(file);
      return report === undefined ? [] : [[file, asProtocol(report, undefined)]];
    }),
  );
}

function asProtocol(
  { items, resultId }: Report,
  previous: string | undefined,
): FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport {
  if (previous === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items] };
}
