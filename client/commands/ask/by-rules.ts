/** A request answered by the language server's rules: offline, the same words always the same. */
import { l10n, type TextDocument } from 'vscode';
import type { Answer } from '../../engine/engine.ts';
import type { Parts } from '../../parts.ts';

/** What is to be written at the end of the document, or as a new one. */
export interface Proposal {
  readonly text: string;
  /** A sentence on how it came about. */
  readonly told: string;
  /** Sentences on what the user should know of before accepting. */
  readonly warnings: readonly string[];
}

type Failure = Extract<Answer<never>, { readonly error: string }>;

export async function byRules(
  request: string,
  document: TextDocument | undefined,
  programs: Parts['programs'],
): Promise<Proposal | Failure> {
  const answer = await programs.ask('hypernas/ask', { request, uri: document?.uri.toString() });
  if ('error' in answer) return answer;
  const { text, space, understood, notUnderstood, contradictions } = answer.value;
  const unknown = notUnderstood.map(({ phrase }) => `"${phrase}"`).join(', ');
  const told =
    understood.length === 1
      ? l10n.t('One phrase was understood; the experiment searches {0}.', space)
      : l10n.t('{0} phrases were understood; the experiment searches {1}.', understood.length, space);
  return {
    text,
    told,
    warnings: [
      ...(unknown === '' ? [] : [l10n.t('Not understood: {0}.', unknown)]),
      ...(contradictions.length === 0 ? [] : [l10n.t('Contradictions: {0}.', contradictions.join('; '))]),
    ],
  };
}
