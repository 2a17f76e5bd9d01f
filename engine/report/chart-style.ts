/** Colours and strokes of the charts, light and dark. Chosen for 4.5:1 contrast of text and 3:1 of marks on their ground. */

const light = `--ground:#ffffff;--text:#1f2328;--soft:#57606a;--grid:#e7eaee;--axis:#8c959f;--pale:#8c959f;--front:#0a5fc2;--knee:#b35900;--bad:#c0321f;`;
const dark = `--ground:#12161c;--text:#e6edf3;--soft:#9aa5b1;--grid:#262d36;--axis:#6b7681;--pale:#7a8591;--front:#6cb2ff;--knee:#f2a93b;--bad:#ff8b7a;`;

/** Variables for `root` (`svg` or `:root`). */
export function themeVariables(root: string): string {
  return `${root}{${light}}@media (prefers-color-scheme:dark){${root}{${dark}}}`;
}

export const chartRules = `
.ground{fill:var(--ground)}
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;font-size:12px;fill:var(--text)}
.title{font-size:16px;font-weight:600}
.tick,.subtitle,.note,.key{fill:var(--soft)}
.label{font-size:12.5px}
.grid{stroke:var(--grid);stroke-width:1;fill:none}
.axis{stroke:var(--axis);stroke-width:1;fill:none}
.line{stroke:var(--front);stroke-width:1.5;fill:none;opacity:.65}
.point.front{fill:var(--front);stroke:var(--ground);stroke-width:1}
.point.dominated{fill:var(--pale);fill-opacity:.85}
.point.infeasible,.point.diverged,.point.failed{stroke:var(--bad);stroke-width:1.6;fill:none}
.point.infeasible{stroke:var(--knee)}
.knee{stroke:var(--knee);stroke-width:2;fill:none}
`.trim();
