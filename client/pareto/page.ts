/**
 * The HTML of the Pareto page, the same for the editor and for the tests. Nothing but the page's own script and style runs in it; the texts of
 * the editor's language are handed in as data. The widgets read the nonce for the one style element that they try the browser with.
 */

export interface PageParts {
  readonly nonce: string;
  /** Where the editor serves resources of webviews from, for the content security policy. */
  readonly cspSource: string;
  /** URIs of `dist/pareto.js` and `dist/pareto.css` as the webview sees them. */
  readonly script: string;
  readonly style: string;
  /** BCP 47, as `vscode.env.language`. */
  readonly language: string;
  readonly title: string;
  /** Shown until the script runs and the runs are there. */
  readonly loading: string;
  /** By the English text, as `vscode.l10n.bundle`; none for English. */
  readonly translations?: Readonly<Record<string, string>> | undefined;
}

export function paretoPage(parts: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${parts.nonce}'`,
    `style-src ${parts.cspSource} 'nonce-${parts.nonce}'`,
    `img-src ${parts.cspSource} data: blob:`,
    `font-src ${parts.cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${escaped(parts.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta property="csp-nonce" content="${escaped(parts.nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(parts.title)}</title>
<link rel="stylesheet" nonce="${escaped(parts.nonce)}" href="${escaped(parts.style)}">
</head>
<body>
<main id="page"><p class="loading" role="status">${escaped(parts.loading)}</p></main>
<script type="application/json" id="translations">${asData(parts.translations ?? {})}</script>
<script nonce="${escaped(parts.nonce)}" src="${escaped(parts.script)}"></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** JSON that cannot end the element that it stands in. */
function asData(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
