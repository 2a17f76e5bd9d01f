/** `hypernas_front`: the Pareto front of a run, the newest unless one is named. */
import { l10n, Uri, workspace } from 'vscode';
import { optional, record, text } from '../../engine/protocol/read.ts';
import type { RunSummary } from '../../engine/protocol/runs.ts';
import type { Parts } from '../parts.ts';
import { frontText } from './answers.ts';
import { specFile } from './files.ts';
import type { ModelTool } from './tool.ts';

const input = record({ run: optional(text), file: optional(text) });

export const frontTool = ({ engine }: Pick<Parts, 'engine'>): ModelTool<typeof input> => ({
  name: 'hypernas_front',
  input,
  doing: ({ run }) =>
    run === undefined ? l10n.t('Reading the front of the newest run') : l10n.t('Reading the front of {0}', run),
  answer: async ({ run, file }, token) => {
    const uri = file === undefined ? undefined : await specFile(file);
    if (uri !== undefined && 'error' in uri) return uri;
    const stores = uri === undefined ? await allStores() : [storeBeside(uri)];
    if (stores.length === 0) return { error: 'There are no runs in this workspace yet; Run Search makes one.' };
    const listed = await engine.request('listRuns', { stores }, token);
    if ('error' in listed) return listed;
    const runs = listed.value
      .flatMap((store) => store.runs)
      .filter((each) => uri === undefined || each.file === uri.fsPath);
    const chosen = chooseRun(runs, run);
    if ('error' in chosen) {
      const [fault] = listed.value.flatMap(({ error }) => error ?? []);
      return runs.length === 0 && fault !== undefined ? { error: fault.message } : chosen;
    }
    const front = await engine.request('runFront', { store: chosen.store, run: chosen.run }, token);
    return 'error' in front ? front : { value: frontText(chosen, front.value) };
  },
});

export function chooseRun(
  runs: readonly RunSummary[],
  name: string | undefined,
): RunSummary | { readonly error: string } {
  const newestFirst = runs.toSorted((a, b) => (a.created < b.created ? 1 : -1));
  const found = name === undefined ? newestFirst[0] : newestFirst.find((each) => each.run === name);
  if (found !== undefined) return found;
  if (runs.length === 0) return { error: 'There are no runs yet; Run Search makes one.' };
  return {
    error: `There is no run ${name}; there are ${newestFirst
      .slice(0, 20)
      .map((each) => each.run)
      .join(', ')}.`,
  };
}

const storeBeside = (uri: Uri): string => Uri.joinPath(uri, '..', '.hnas', 'runs.db').fsPath;

const allStores = async (): Promise<readonly string[]> =>
  (await workspace.findFiles('**/.hnas/runs.db', '**/node_modules/**')).map(({ fsPath }) => fsPath);
