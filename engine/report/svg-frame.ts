/** A chart as an SVG file of its own: ground, heading and the style of the reports, light and dark by the viewer's preference. */
import { chartRules, themeVariables } from './chart-style.ts';
import { escapeMarkup } from './markup.ts';

export interface SvgFrame {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly subtitle: string;
  /** The title as it is drawn, where there is not room for all of it. */
  readonly heading?: string;
  /** Rules beside those of all charts. */
  readonly rules?: readonly string[];
}

export function svgFrame(
  { width, height, title, subtitle, heading = title, rules = [] }: SvgFrame,
  body: readonly string[],
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${escapeMarkup(`${title}. ${subtitle}`)}</title>
<style>${themeVariables('svg')}
${[chartRules, ...rules].join('\n')}</style>
<rect class="ground" width="${width}" height="${height}"/>
<text class="title" x="16" y="26">${escapeMarkup(heading)}</text>
<text class="subtitle" x="16" y="46">${escapeMarkup(subtitle)}</text>
${body.join('\n')}
</svg>
`;
}
