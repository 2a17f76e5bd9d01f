/** A tool for language models: its input is read like everything that comes from outside, and what goes wrong is a sentence for the model. */
import {
  l10n,
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  type CancellationToken,
  type Disposable,
} from 'vscode';
import type { Reader, ValueOf } from '../../engine/protocol/read.ts';

export interface ModelTool<I extends Reader<unknown>> {
  readonly name: string;
  readonly input: I;
  /** What is being done, for people. */
  doing(input: ValueOf<I>): string;
  answer(input: ValueOf<I>, token: CancellationToken): Promise<{ readonly value: string } | { readonly error: string }>;
}

export function registerTool<I extends Reader<unknown>>({ name, input, doing, answer }: ModelTool<I>): Disposable {
  const read = (given: unknown) => (input as Reader<ValueOf<I>>)(given, 'input');
  return lm.registerTool<object>(name, {
    prepareInvocation: ({ input: given }) => {
      const known = read(given);
      return { invocationMessage: 'error' in known ? l10n.t('Reading what was asked') : doing(known.value) };
    },
    invoke: async ({ input: given }, token) => {
      const known = read(given);
      if ('error' in known) throw new Error(`${known.error}.`);
      const found = await answer(known.value, token);
      // The editor hands the sentence to the model as the tool's failure.
      if ('error' in found) throw new Error(found.error);
      return new LanguageModelToolResult([new LanguageModelTextPart(found.value)]);
    },
  });
}
