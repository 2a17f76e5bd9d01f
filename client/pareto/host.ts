/**
 * The Pareto pages of this window: one panel for each set of runs, brought back after a reload from what the page kept. The page is shown with its own
 * script only (`page.ts`), reads nothing but `dist`, and is not kept while it is hidden: it starts anew, from its own state and from the engine.
 */
import { env, l10n, Uri, ViewColumn, window, type Disposable, type ExtensionContext, type WebviewPanel } from 'vscode';
import { keyText, type RunKey } from '../runs/run-key.ts';
import { keptRuns } from './contract.ts';
import { paretoPage } from './page.ts';
import { pageSession } from './session.ts';
import type { PageActions, Session, SessionParts } from './session-parts.ts';
import { titleOf } from './title.ts';

export const VIEW_TYPE = 'hypernas.pareto';

export interface ParetoHost extends Disposable {
  /** Shows the page of these runs; `reveal` selects an evaluation of the first. */
  open(runs: readonly RunKey[], reveal?: number): void;
  readonly sessions: readonly Session[];
}

/** `actionsOf`: what a page may do, given the page itself. */
export function paretoHost(
  context: ExtensionContext,
  parts: Omit<SessionParts, 'post' | 'actions'>,
  actionsOf: (session: () => Session, panel: WebviewPanel) => Omit<PageActions, 'changed'>,
): ParetoHost {
  const pages = new Map<WebviewPanel, Session>();
  const resources = Uri.joinPath(context.extensionUri, 'dist');

  const show = (panel: WebviewPanel, runs: readonly RunKey[]): Session => {
    const named = (): void => {
      panel.title = titleOf(session.runs);
    };
    const session: Session = pageSession(runs, {
      ...parts,
      post: (message) => void panel.webview.postMessage(message),
      actions: { ...actionsOf(() => session, panel), changed: named },
    });
    pages.set(panel, session);
    named();
    panel.iconPath = {
      light: Uri.joinPath(context.extensionUri, 'media', 'pareto-light.svg'),
      dark: Uri.joinPath(context.extensionUri, 'media', 'pareto-dark.svg'),
    };
    panel.webview.options = { enableScripts: true, localResourceRoots: [resources] };
    panel.webview.onDidReceiveMessage((message: unknown) => session.take(message));
    // A page that is hidden is ended by the editor; it says `ready` when it is there again.
    panel.onDidChangeViewState(() => panel.visible || session.sleep());
    panel.onDidDispose(() => {
      session.dispose();
      pages.delete(panel);
    });
    panel.webview.html = html(panel, resources);
    return session;
  };

  const serializer = window.registerWebviewPanelSerializer(VIEW_TYPE, {
    deserializeWebviewPanel: (panel, state: unknown) => {
      const read = keptRuns(state, 'the kept state');
      show(panel, 'value' in read ? read.value.runs : []);
      return Promise.resolve();
    },
  });

  return {
    open: (runs, reveal) => {
      const wanted = setText(runs);
      const there = [...pages].find(([, { runs: shown }]) => setText(shown) === wanted);
      let session = there?.[1];
      if (there === undefined) {
        const viewColumn = columnOf([...pages.keys()]);
        const panel = window.createWebviewPanel(VIEW_TYPE, titleOf(runs), { viewColumn });
        session = show(panel, runs);
      } else there[0].reveal();
      const [first] = runs;
      if (reveal !== undefined && first !== undefined) session?.reveal(first, reveal);
    },
    get sessions() {
      return [...pages.values()];
    },
    dispose: () => {
      serializer.dispose();
      for (const panel of [...pages.keys()]) panel.dispose();
    },
  };
}

const setText = (runs: readonly RunKey[]): string => runs.map(keyText).sort().join('\n');

/** Where pages are already; else beside the text, where one is open: the page is for looking at both. */
function columnOf(pages: readonly WebviewPanel[]): ViewColumn {
  const there = pages.find(({ visible, viewColumn }) => visible && viewColumn !== undefined) ?? pages[0];
  return there?.viewColumn ?? (window.activeTextEditor === undefined ? ViewColumn.Active : ViewColumn.Beside);
}

function html({ webview, title }: WebviewPanel, resources: Uri): string {
  const uri = (name: string): string => webview.asWebviewUri(Uri.joinPath(resources, name)).toString();
  return paretoPage({
    nonce: nonce(),
    cspSource: webview.cspSource,
    script: uri('pareto.js'),
    style: uri('pareto.css'),
    language: env.language,
    title,
    loading: l10n.t('The runs are being read …'),
    translations: l10n.bundle === undefined ? undefined : textsOf(l10n.bundle),
  });
}

/** Texts with a comment are keyed by both; the page has none of these. */
const textsOf = (bundle: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(bundle).flatMap(([key, text]): [string, string][] =>
      typeof text === 'string' ? [[key, text]] : [],
    ),
  );

/** 128 bits that no one can guess. */
function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
