/** Architectures between runs and texts: evaluate the one at the cursor, insert one of a front, open the one that a point of a run is. */
import { commands, l10n, Position, Range, Selection, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import type { ArchitecturePlace, ProgramView } from '../../../engine/protocol/program.ts';
import type { FrontRow, RunSummary } from '../../../engine/protocol/runs.ts';
import { offer, showFailure } from '../../engine/failure.ts';
import type { RunsContext } from '../context.ts';
import { during, pickRun, runGiven } from '../pick.ts';
import type { RunKey } from '../run-key.ts';
import { activeSpec, fileOf, programOf, sourceOf, specIsThere } from '../source.ts';
import { metricsText } from '../words.ts';
import { start } from './search.ts';

type Arch = ProgramView['archs'][number];

/** Trains or looks up the architecture at the cursor, as an experiment of its space says; the hint then shows what was measured. */
export async function evaluateArchitecture(context: RunsContext, uri?: unknown, name?: unknown): Promise<void> {
  const editor = activeSpec();
  const file = fileOf(uri) ?? editor?.document.uri;
  if (file === undefined) return offer('information', l10n.t('Open a .hnas file with the architecture first.'), []);
  const view = await programOf(
    context.parts,
    file,
    editor?.document.uri.toString() === file.toString() ? editor : undefined,
  );
  if (view === undefined) return;
  const arch = await chooseArch(view, name);
  if (arch === undefined) return;
  if (arch.architecture === undefined)
    return offer('warning', l10n.t('{0} is incomplete or wrong, so it cannot be evaluated.', arch.name), []);
  const experiment = await experimentOf(view, arch);
  if (experiment === undefined) return;
  const params = {
    source: sourceOf(view, experiment),
    purpose: 'given',
    evaluations: undefined,
    architectures: [arch.architecture],
    warmStart: undefined,
  } as const;
  await start(context, params, arch.name);
}

/** The `arch` of that name, the one at the cursor, or one that is picked. */
export async function chooseArch(view: ProgramView, name: unknown): Promise<Arch | undefined> {
  const own = view.archs.filter(({ uri }) => uri === view.entry);
  const wanted = typeof name === 'string' ? name : view.at?.kind === 'arch' ? view.at.name : undefined;
  const there = own.find((each) => each.name === wanted);
  if (there !== undefined) return there;
  if (own.length === 0) {
    await offer('information', l10n.t('The file has no arch.'), []);
    return undefined;
  }
  const items = own.map((arch) => ({ label: arch.name, description: arch.space, arch }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t('Architecture') }))?.arch;
}

/** The experiment that hints of the space take their accuracies from, else another one that can be run. */
async function experimentOf(view: ProgramView, { name, space }: Arch): Promise<string | undefined> {
  const ofSpace = view.experiments.filter((each) => each.space === space);
  const shown = view.spaces.find((each) => each.name === space)?.experiment;
  const fitting = ofSpace.filter(({ error }) => error === undefined);
  const experiment = fitting.find((each) => each.name === shown) ?? fitting[0];
  if (experiment !== undefined) return experiment.name;
  const wrong = ofSpace[0]?.error;
  const text =
    wrong === undefined
      ? l10n.t('{0} cannot be evaluated: no experiment measures the space {1}.', name, space)
      : l10n.t('{0} cannot be evaluated: {1}', name, wrong);
  await offer('warning', text, []);
  return undefined;
}

/** One of a run's front, picked, as an `arch` of the file that the run was started from. */
export async function insertArchitecture(context: RunsContext, given?: unknown): Promise<void> {
  const run =
    (await runGiven(context, given)) ??
    (await pickRun(context, {
      placeHolder: l10n.t('Run whose front holds the architecture'),
      none: l10n.t('No run has a front yet.'),
      wanted: ({ front }) => front > 0,
    }));
  if (run === undefined) return;
  const { store, run: id } = run;
  const front = await during(l10n.t('reading the front'), context.parts.engine.request('runFront', { store, run: id }));
  if ('error' in front) return showFailure(front, context.parts.state);
  const picked = await window.showQuickPick(front.value.rows.map(frontItem), {
    placeHolder: l10n.t('Architecture of the front of {0}', id),
    matchOnDetail: true,
  });
  if (picked !== undefined) await placePoint(context, run, picked.position, 'insert');
}

const frontItem = ({ position, knee, architecture, metrics }: FrontRow) => ({
  label: metricsText(metrics),
  ...(knee ? { description: l10n.t('knee of the front') } : {}),
  detail: architecture,
  position,
});

/** `open`: shows the `arch` that is this point where there is one, else inserts it. `insert`: says so where there is one. */
export async function placePoint(
  { parts, known, follower }: RunsContext,
  key: RunKey,
  position: number,
  how: 'open' | 'insert',
): Promise<void> {
  const { store, run } = key;
  if (known.find(key) === undefined) await follower.refresh(store);
  const summary: RunSummary | undefined = known.find(key);
  if (summary === undefined) return offer('error', l10n.t('The run {0} is not there any more.', run), []);
  if (!(await specIsThere(summary.file))) return;
  const described = await parts.engine.request('describePoints', { store, run, positions: [position] });
  if ('error' in described) return showFailure(described, parts.state);
  const [point] = described.value;
  if (point === undefined) return offer('error', l10n.t('{0} has no evaluation {1}.', run, position + 1), []);
  const uri = Uri.file(summary.file).toString();
  const { architecture, name } = point;
  const place = await parts.programs.ask('hypernas/locateArchitecture', {
    uri,
    space: summary.space,
    architecture,
    name,
  });
  if ('error' in place) return showFailure(place, parts.state);
  const { found } = place.value;
  if (found === undefined) return insert(place.value.insertion);
  await show(Uri.parse(found.uri), rangeOf(found.range));
  if (how === 'open') return;
  const text = found.exact
    ? l10n.t('{0} is this architecture already.', found.name)
    : l10n.t('{0} has the same graph as this architecture.', found.name);
  await offer('information', text, []);
}

async function insert({ uri, position, text, name }: ArchitecturePlace['insertion']): Promise<void> {
  const file = Uri.parse(uri);
  const at = new Position(position.line, position.character);
  const edit = new WorkspaceEdit();
  edit.insert(file, at, text);
  if (!(await workspace.applyEdit(edit))) {
    await offer('error', l10n.t('{0} cannot be edited.', file.path), []);
    return;
  }
  // A step of the walkthrough is done, however it came about.
  void commands.executeCommand('setContext', 'hypernas.architectureInserted', true);
  const document = await workspace.openTextDocument(file);
  const start = document.offsetAt(at) + text.indexOf(name, text.indexOf('arch '));
  await show(file, new Range(document.positionAt(start), document.positionAt(start + name.length)));
}

async function show(uri: Uri, range: Range): Promise<void> {
  // A page of charts keeps its column: the text opens where a text is open already.
  const open = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const column =
    open?.viewColumn ?? window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== undefined)?.viewColumn;
  const editor = await window.showTextDocument(uri, column === undefined ? {} : { viewColumn: column });
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range);
}

const rangeOf = ({ start, end }: NonNullable<ArchitecturePlace['found']>['range']): Range =>
  new Range(start.line, start.character, end.line, end.character);
