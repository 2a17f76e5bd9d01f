/** Ask for an Experiment: a request in plain English becomes an experiment, shown as an edit to accept. */
import { l10n, window, type TextDocument } from 'vscode';
import { offer, showFailure } from '../../engine/failure.ts';
import type { Parts } from '../../parts.ts';
import { askModel } from './by-model.ts';
import { byRules, type Proposal } from './by-rules.ts';
import { propose } from './propose.ts';
import { chooseWay } from './way.ts';

/** `given`: a request, so that links can hold one. */
export async function askForExperiment(parts: Pick<Parts, 'programs' | 'state'>, given?: unknown): Promise<void> {
  const title = l10n.t('Ask for an Experiment');
  const request = typeof given === 'string' && given.trim() !== '' ? given : await askForRequest(title);
  if (request === undefined) return;
  const active = window.activeTextEditor?.document;
  const document = active?.languageId === 'hnas' ? active : undefined;
  const way = await chooseWay(title);
  if (way === undefined) return;
  let why: string | undefined;
  if (way !== 'rules') {
    const answer = await askModel(way, request, document, parts.programs);
    if (answer === 'cancelled') return;
    if ('text' in answer) return show(document, answer);
    why = answer.error;
  }
  const answer = await byRules(request, document, parts.programs);
  if (!('error' in answer))
    return show(document, why === undefined ? answer : { ...answer, warnings: [why, ...answer.warnings] });
  return showFailure(why === undefined ? answer : { ...answer, error: `${why} ${answer.error}` }, parts.state);
}

async function askForRequest(title: string): Promise<string | undefined> {
  const request = await window.showInputBox({
    title,
    prompt: l10n.t('What do you look for? Sizes, latencies, devices, data, budgets: in plain English'),
    placeHolder: 'a fast image classifier for phones under 5 MB',
    value: '',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? l10n.t('Say what the networks are to be good at') : undefined),
  });
  return request?.trim();
}

/** What is to be known is told first: the edit waits for the user, and the editor ticks nothing that waits. */
async function show(document: TextDocument | undefined, proposal: Proposal): Promise<void> {
  const { told, warnings } = proposal;
  const how = document === undefined ? [] : [l10n.t('Tick it in Refactor Preview and press Apply to accept it.')];
  void offer(warnings.length > 0 ? 'warning' : 'information', [told, ...warnings, ...how].join(' '), []);
  await propose(document, proposal);
}
