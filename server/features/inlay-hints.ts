/** Inlay hints: exact facts only. */
import { MarkupKind, type InlayHint, type Range } from 'vscode-languageserver';
import { inlayHints, type HintSetting } from '../../dsl/service/inlay-hints.ts';
import type { OpenFile } from '../locate.ts';
import { rangeOf, spanOf } from '../positions.ts';

/** Milliseconds of one answer; what is left is asked for again. */
const TIME = 40;

export function hintsIn(
  { program, file, lines }: OpenFile,
  range: Range,
  setting: HintSetting,
): { hints: InlayHint[]; more: boolean } {
  const { hints, more } = inlayHints(program, file, spanOf(lines, range), setting, TIME);
  return {
    more,
    hints: hints.map(({ offset, parts, tooltip }) => ({
      position: rangeOf(lines, { start: offset, end: offset }).start,
      label: parts.join(' · '),
      paddingLeft: true,
      tooltip: { kind: MarkupKind.PlainText, value: tooltip },
    })),
  };
}
