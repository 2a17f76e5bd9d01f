/** Wires the features that follow names and places to the protocol; one file each stands in features/. */
import type { ClientCapabilities, Connection, ServerCapabilities } from 'vscode-languageserver';
import type { Answer } from './answer.ts';
import { completionsAt, resolveCompletion } from './features/completion.ts';
import { hoverAt } from './features/hover.ts';
import type { OpenFile } from './locate.ts';

export const languageCapabilities: ServerCapabilities = {
  hoverProvider: true,
  completionProvider: { resolveProvider: true, triggerCharacters: ['.', '(', ':'] },
};

/** What the editor can do, as it said when it started the server. */
export interface ClientAbilities {
  snippets: boolean;
}

export function abilitiesOf({ textDocument }: ClientCapabilities): ClientAbilities {
  return { snippets: textDocument?.completion?.completionItem?.snippetSupport === true };
}

/** `open` gives a document as it was checked last; undefined where it is not open. `asked` hears that facts of it were wanted. */
export function registerLanguageFeatures(
  connection: Connection,
  answer: Answer,
  open: (uri: string) => OpenFile | undefined,
  asked: (uri: string) => void,
  client: ClientAbilities,
): void {
  const ask = <T>(uri: string, run: (file: OpenFile) => T, otherwise: T): T => {
    const file = open(uri);
    return file === undefined ? otherwise : run(file);
  };

  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answer(
      'hover',
      token,
      () => {
        const found = ask(uri, (file) => hoverAt(file, position), null);
        asked(uri);
        return found;
      },
      null,
    ),
  );

  connection.onCompletion(({ textDocument: { uri }, position }, token) =>
    answer('completion', token, () => ask(uri, (file) => completionsAt(file, position, client.snippets), []), []),
  );

  connection.onCompletionResolve((item, token) =>
    answer('completion', token, () => resolveCompletion(item, open), item),
  );
}
