/** What the checker finds in a text that is in no file, for those that write one. */
import { LineMap } from '../../dsl/syntax/line-map.ts';
import type { Finding } from '../../engine/protocol/program.ts';
import { rangeOf } from '../positions.ts';
import type { Workspace } from '../workspace.ts';

/** Where a text is taken to stand that nobody said a place of: it can import nothing. */
const NOWHERE = 'untitled:text.hnas';

/** Of the text alone, in the order of the text: what is wrong in files that it imports is reported there. */
export function findingsOf(workspace: Workspace, text: string, uri = NOWHERE): Finding[] {
  const lines = new LineMap(text);
  return workspace.checkText(uri, text).map(({ span, severity, code, message }) => ({
    uri,
    range: rangeOf(lines, span),
    severity,
    code,
    message,
  }));
}
