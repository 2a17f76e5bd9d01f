/** Wires the features that follow names and places to the protocol; one file each stands in features/. */
import type { Connection, ServerCapabilities } from 'vscode-languageserver';
import type { Answer } from './answer.ts';
import { hoverAt } from './features/hover.ts';
import type { OpenFile } from './locate.ts';

export const languageCapabilities: ServerCapabilities = {
  hoverProvider: true,
};

/** `open` gives a document as it was checked last; undefined where it is not open. `asked` hears that facts of it were wanted. */
export function registerLanguageFeatures(
  connection: Connection,
  answer: Answer,
  open: (uri: string) => OpenFile | undefined,
  asked: (uri: string) => void,
): void {
  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answer(
      'hover',
      token,
      () => {
        const file = open(uri);
        if (file === undefined) return null;
        const found = hoverAt(file, position);
        asked(uri);
        return found;
      },
      null,
    ),
  );
}
