/** Inlay hints: facts only, at once; what they rest on when one is looked at. */
import { MarkupKind, type InlayHint, type Range } from 'vscode-languageserver';
import { describeHint, inlayHints, type HintData, type HintSetting } from '../../dsl/service/inlay-hints.ts';
import type { OpenFile } from '../locate.ts';
import { rangeOf, spanOf } from '../positions.ts';

/** Milliseconds of one answer; what is left is asked for again. */
const TIME = 15;

export interface HintsFound {
  readonly hints: InlayHint[];
  /** Whether the time ended before the last one. */
  readonly more: boolean;
  /** Whether something is still being counted. */
  readonly counting: boolean;
}

export function hintsIn({ program, file, lines }: OpenFile, range: Range, setting: HintSetting): HintsFound {
  const { hints, ...rest } = inlayHints(program, file, spanOf(lines, range), setting, TIME);
  return {
    ...rest,
    hints: hints.map(({ offset, parts, data }) => ({
      position: rangeOf(lines, { start: offset, end: offset }).start,
      label: parts.map((value, i) => ({ value: i === 0 ? value : ` · ${value}` })),
      paddingLeft: true,
      data: { uri: file, ...data },
    })),
  };
}

/** The hint with its tooltip; as it came where its document has changed since. */
export function resolveHint(hint: InlayHint, open: (uri: string) => OpenFile | undefined): InlayHint {
  const data: unknown = hint.data;
  if (!isHint(data)) return hint;
  const file = open(data.uri);
  const value = file && describeHint(file.program, file.file, data);
  return value === undefined ? hint : { ...hint, tooltip: { kind: MarkupKind.Markdown, value } };
}

function isHint(data: unknown): data is HintData & { readonly uri: string } {
  if (typeof data !== 'object' || data === null) return false;
  const { uri, kind, offset } = data as Partial<Record<'uri' | 'kind' | 'offset', unknown>>;
  return typeof uri === 'string' && typeof offset === 'number' && typeof kind === 'string';
}
