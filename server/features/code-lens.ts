/** Code lenses: commands of the client and of the server, and facts that are looked up when a lens is shown. */
import type { CodeLens } from 'vscode-languageserver';
import { lenses, lensCommands, lensTitle, modelsOfLenses, type LensKind } from '../../dsl/service/code-lens.ts';
import type { Accuracy } from '../engine/accuracy.ts';
import type { Hypernetworks } from '../engine/hypernetworks.ts';
import type { OpenFile } from '../locate.ts';
import { rangeOf } from '../positions.ts';

/** Commands that the server carries out itself, by editing the document. */
export const serverCommands = [lensCommands.sample, lensCommands.complete];

interface LensData {
  readonly uri: string;
  readonly kind: LensKind;
  readonly name: string;
}

/** `commands` are those that somebody carries out. */
export function lensesOf(
  { program, file, lines }: OpenFile,
  commands: ReadonlySet<string>,
  accuracy: Pick<Accuracy, 'lackLabels'>,
  hypernetworks: Pick<Hypernetworks, 'standings'>,
): CodeLens[] {
  const models = commands.has(lensCommands.train) ? modelsOfLenses(program) : [];
  const lacking = accuracy.lackLabels(file, models);
  const untrained = models.filter((_, i) => lacking[i] === true);
  const standings = commands.has(lensCommands.hypernetwork) ? hypernetworks.standings(program, file) : undefined;
  return lenses(program, file, untrained, standings).flatMap(({ kind, span, name, title }): CodeLens[] => {
    const range = rangeOf(lines, span);
    if (kind === 'size' || kind === 'costs') {
      const data: LensData = { uri: file, kind, name };
      return [{ range, data }];
    }
    // Without it nothing of a hypernetwork is known.
    const isKnown = title !== undefined && standings !== undefined;
    if (kind === 'trained') return isKnown ? [{ range, command: { title, command: '' } }] : [];
    const command = lensCommands[kind];
    if (title === undefined || !commands.has(command)) return [];
    return [{ range, command: { title, command, arguments: [file, name] } }];
  });
}

/** A fact has a title and no command. */
export function resolveLens(lens: CodeLens, open: (uri: string) => OpenFile | undefined): CodeLens {
  if (lens.command !== undefined || !isLensData(lens.data)) return lens;
  const { uri, kind, name } = lens.data;
  const file = open(uri);
  const title = file && lensTitle(file.program, uri, kind, name);
  return { ...lens, command: { title: title ?? '', command: '' } };
}

function isLensData(data: unknown): data is LensData {
  if (typeof data !== 'object' || data === null) return false;
  const { uri, kind, name } = data as Partial<Record<keyof LensData, unknown>>;
  return typeof uri === 'string' && typeof name === 'string' && (kind === 'size' || kind === 'costs');
}
