/** Semantic tokens over the protocol: of a document, of a range, and as what has changed since the last answer. */
import type {
  Connection,
  SemanticTokens,
  SemanticTokensDelta,
  SemanticTokensEdit,
  ServerCapabilities,
} from 'vscode-languageserver';
import { digest } from '../dsl/graph/digest.ts';
import type { Answer } from './answer.ts';
import { legend, tokensOfFile } from './features/semantic-tokens.ts';
import type { OpenFile } from './locate.ts';
import { spanOf } from './positions.ts';

export const semanticTokenCapabilities: ServerCapabilities = {
  semanticTokensProvider: { legend, full: { delta: true }, range: true },
};

/** `open` gives a document as it was checked last. What was answered last is kept for each open document; the result forgets one's. */
export function serveSemanticTokens(
  connection: Connection,
  answer: Answer,
  open: (uri: string) => OpenFile | undefined,
): { forget: (uri: string) => void } {
  const last = new Map<string, Required<SemanticTokens>>();
  const none: SemanticTokens = { data: [] };

  const tokensOf = (uri: string): SemanticTokens => {
    const file = open(uri);
    if (file === undefined) return none;
    const data = tokensOfFile(file);
    const tokens = { resultId: digest(data.join()), data };
    last.set(uri, tokens);
    return tokens;
  };

  const changesOf = (uri: string, previous: string): SemanticTokens | SemanticTokensDelta => {
    const before = last.get(uri);
    const after = tokensOf(uri);
    if (before?.resultId !== previous) return after;
    return { resultId: after.resultId ?? previous, edits: editsBetween(before.data, after.data) };
  };

  connection.languages.semanticTokens.on(({ textDocument: { uri } }, token) =>
    answer('semantic tokens', token, () => tokensOf(uri), none),
  );
  connection.languages.semanticTokens.onDelta(({ textDocument: { uri }, previousResultId }, token) =>
    answer<SemanticTokens | SemanticTokensDelta>(
      'semantic tokens',
      token,
      () => changesOf(uri, previousResultId),
      none,
    ),
  );
  connection.languages.semanticTokens.onRange(({ textDocument: { uri }, range }, token) =>
    answer(
      'semantic tokens',
      token,
      () => {
        const file = open(uri);
        return file === undefined ? none : { data: tokensOfFile(file, spanOf(file.lines, range)) };
      },
      none,
    ),
  );
  return { forget: (uri) => void last.delete(uri) };
}

/** One edit of all between the first number and the last that differ. */
export function editsBetween(before: readonly number[], after: readonly number[]): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const deleteCount = before.length - end - start;
  const data = after.slice(start, after.length - end);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
