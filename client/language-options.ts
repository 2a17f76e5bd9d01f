/** What the language server is told when it starts: where the bundled pages on diagnostics are, and which commands there are for its lenses. */
import { Uri, type ExtensionContext } from 'vscode';

/** The pages come with the extension, so that they open without a network. */
export function languageOptions({ extension, extensionUri }: ExtensionContext): Readonly<Record<string, unknown>> {
  const manifest = extension.packageJSON as {
    readonly contributes?: { readonly commands?: readonly { readonly command: string }[] };
  };
  return {
    diagnosticPages: Uri.joinPath(extensionUri, 'docs', 'diagnostics').toString(),
    commands: (manifest.contributes?.commands ?? []).map(({ command }) => command),
  };
}
