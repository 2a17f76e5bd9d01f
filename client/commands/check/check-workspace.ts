/** Check Workspace: has the language server check every `.hnas` file, as it is in the editor or on the disk, and opens Problems where there are any. */
import { commands, l10n, ProgressLocation, window } from 'vscode';
import { failureOf } from '../../engine/engine.ts';
import { command, offer, showFailure } from '../../engine/failure.ts';
import type { Parts } from '../../parts.ts';
import { countFindings, summary, workspaceReport } from './workspace-report.ts';

export async function checkWorkspace({ wire, state, output }: Parts): Promise<void> {
  if (!wire.isRunning()) {
    await showFailure({ error: l10n.t('The HyperNAS language server is not running.'), kind: 'absent' }, state);
    return;
  }
  const options = {
    location: ProgressLocation.Notification,
    title: l10n.t('Checking the workspace'),
    cancellable: true,
  };
  const answer = await window.withProgress(options, async (_, token) => {
    try {
      return { value: await wire.sendRequest('workspace/diagnostic', { previousResultIds: [] }, token) };
    } catch (error) {
      return failureOf(error, token);
    }
  });
  if ('error' in answer) return showFailure(answer, state);
  const read = workspaceReport(answer.value, 'workspace/diagnostic');
  if ('error' in read) {
    output.error(`the language server sent ${read.error}`);
    return showFailure({ error: l10n.t('The workspace could not be checked.'), kind: 'broken' }, state);
  }
  const findings = countFindings(read.value);
  if (findings.files === 0) {
    const actions = [command(l10n.t('New Space from Template'), 'hypernas.newSpace')];
    return offer('information', l10n.t('There is no .hnas file in this workspace.'), actions);
  }
  const text = summary(findings);
  if (findings.affected > 0) await commands.executeCommand('workbench.actions.view.problems');
  // Problems are of the texts, not of the extension: no error of its own.
  await offer(findings.affected > 0 ? 'warning' : 'information', text, []);
}
