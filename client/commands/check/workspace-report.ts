/** What the language server found in all files of the workspace, counted: its answer to `workspace/diagnostic`. */
import { l10n } from 'vscode';
import { count, list, oneOf, optional, record, text, type ValueOf } from '../../../engine/protocol/read.ts';

/** Of the answer, what is counted. Asked without earlier results, every report is a full one. */
export const workspaceReport = record({
  items: list(record({ uri: text, kind: oneOf('full'), items: list(record({ severity: optional(count) })) })),
});

export interface Findings {
  readonly files: number;
  readonly errors: number;
  readonly warnings: number;
  /** Files with an error or a warning. */
  readonly affected: number;
}

/** Severities of LSP. */
const ERROR = 1;
const WARNING = 2;

export function countFindings({ items }: ValueOf<typeof workspaceReport>): Findings {
  const of = (severity: number): number =>
    items.reduce((sum, file) => sum + file.items.filter((each) => (each.severity ?? ERROR) === severity).length, 0);
  const affected = items.filter((file) => file.items.some((each) => (each.severity ?? ERROR) <= WARNING)).length;
  return { files: items.length, errors: of(ERROR), warnings: of(WARNING), affected };
}

/** One sentence. */
export function summary({ files, errors, warnings, affected }: Findings): string {
  const checked = files === 1 ? l10n.t('1 file checked') : l10n.t('{0} files checked', files);
  if (errors === 0 && warnings === 0) return l10n.t('{0}: no problems.', checked);
  const found = [
    ...(errors === 0 ? [] : [errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors)]),
    ...(warnings === 0 ? [] : [warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings)]),
  ].join(l10n.t(' and '));
  return affected === 1
    ? l10n.t('{0}: {1} in 1 file.', checked, found)
    : l10n.t('{0}: {1} in {2} files.', checked, found, affected);
}
