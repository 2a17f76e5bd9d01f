/** The page around the charts. */
import { chartRules, themeVariables } from './chart-style.ts';

export const pageStyle = `
${themeVariables(':root')}
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1060px;padding:20px 16px 40px;background:var(--ground);color:var(--text);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:20px;line-height:1.3;margin:0 0 2px;overflow-wrap:anywhere}
h2{font-size:16px;margin:26px 0 6px}
p{margin:0 0 12px;color:var(--soft);overflow-wrap:anywhere}
.panels{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:10px}
.panels svg{width:100%;height:auto;display:block}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:6px 0 0;padding:0 0 0 8px;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:6px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{padding:4px 10px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--grid);font-variant-numeric:tabular-nums}
th{color:var(--soft);font-weight:600}
th.text,td.text{text-align:left}
td.arch{text-align:left;white-space:normal;min-width:260px;font:12px/1.45 ui-monospace,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
tr.lit td{background:color-mix(in srgb,var(--front) 14%,transparent)}
summary{cursor:pointer;margin-top:20px;color:var(--soft)}
.point{cursor:default}
.point:focus{outline:none}
.point.lit,.point:focus-visible{stroke:var(--text);stroke-width:2.5}
#tip{position:absolute;z-index:1;max-width:300px;padding:6px 9px;border-radius:4px;background:var(--text);color:var(--ground);font-size:12px;line-height:1.4;white-space:pre-line;pointer-events:none}
#tip[hidden]{display:none}
${chartRules}
`.trim();
