/**
 * Reports: the diagnostics of a document as the protocol wants them, with an id that changes exactly when they do. Reports of open
 * documents are as good as their check; those of other files are kept, without their programs, until a file they depend on changes.
 */
import type { Diagnostic as ProtocolDiagnostic } from 'vscode-languageserver';
import { digest } from '../dsl/graph/digest.ts';
import { protocolDiagnostics } from './features/diagnostics.ts';
import { ownDiagnostics, type CheckedDocument, type OpenDocument, type Workspace } from './workspace.ts';

export interface Report {
  /** Null for a file that is not open. */
  readonly version: number | null;
  readonly items: readonly ProtocolDiagnostic[];
  readonly resultId: string;
  /** All files that it rests on, its own among them. */
  readonly files: readonly string[];
}

export class Reports {
  /** Where codes are explained, once the client has said so. */
  pages: string | undefined;
  private readonly workspace: Workspace;
  private readonly open: (uri: string) => OpenDocument | undefined;
  private readonly opened = new WeakMap<CheckedDocument, Report>();
  private readonly closed = new Map<string, Report>();

  constructor(workspace: Workspace, open: (uri: string) => OpenDocument | undefined) {
    this.workspace = workspace;
    this.open = open;
  }

  /** Undefined for a file that is neither open nor readable. */
  of(uri: string): Report | undefined {
    const document = this.open(uri);
    if (document !== undefined) {
      const checked = this.workspace.check(document);
      const report = this.opened.get(checked) ?? reportOf(uri, checked, document.version, this.pages);
      this.opened.set(checked, report);
      return report;
    }
    const known = this.closed.get(uri);
    if (known !== undefined) return known;
    const checked = this.workspace.checkClosed(uri);
    if (checked === undefined) return undefined;
    const report = reportOf(uri, checked, null, this.pages);
    this.closed.set(uri, report);
    return report;
  }

  /** Forgets the reports of files that are not open and rest on this one. */
  changed(uri: string): void {
    for (const [entry, { files }] of this.closed) if (files.includes(uri)) this.closed.delete(entry);
  }

  clear(): void {
    this.closed.clear();
  }
}

function reportOf(
  uri: string,
  { program, diagnostics }: CheckedDocument,
  version: number | null,
  pages: string | undefined,
): Report {
  const text = program?.files.get(uri)?.text ?? '';
  const items = protocolDiagnostics(text, ownDiagnostics(uri, diagnostics, program), program, pages);
  return { version, items, resultId: digest(JSON.stringify(items)), files: [...(program?.files.keys() ?? [uri])] };
}
