/** The documents that get language features: saved ones, unsaved ones, those of virtual workspaces and of version control. */
import type { DocumentSelector } from 'vscode-languageclient';

export const documentSelector: DocumentSelector = ['file', 'untitled', 'vscode-vfs', 'git'].map((scheme) => ({
  language: 'hnas',
  scheme,
}));
