/** The commands of the palette and the menus that are not about runs. */
import { commands, type Disposable } from 'vscode';
import type { Parts } from '../parts.ts';
import { askForExperiment } from './ask/ask.ts';
import { checkWorkspace } from './check/check-workspace.ts';
import { doctorCommand } from './doctor/doctor.ts';
import { exportArchitecture } from './export/export-architecture.ts';
import { sampleArchitecture } from './sample/sample-architecture.ts';
import { openDocs } from './help/open-docs.ts';
import { newSpace } from './space/new-space.ts';
import { importTable } from './table/import-table.ts';

export function activateCommands(parts: Parts): Disposable[] {
  const { registerCommand } = commands;
  return [
    registerCommand('hypernas.newSpace', (template: unknown) => newSpace(parts.context.extensionUri, template)),
    registerCommand('hypernas.ask', (request: unknown) => askForExperiment(parts, request)),
    registerCommand('hypernas.checkWorkspace', () => checkWorkspace(parts)),
    registerCommand('hypernas.sample', (uri: unknown) => sampleArchitecture(parts, uri)),
    registerCommand('hypernas.importTable', (uri: unknown) => importTable(parts, uri)),
    registerCommand('hypernas.exportArchitecture', (uri: unknown) => exportArchitecture(parts, uri)),
    registerCommand('hypernas.openDocs', () => openDocs(parts.context.extensionUri)),
    ...doctorCommand(parts),
  ];
}
