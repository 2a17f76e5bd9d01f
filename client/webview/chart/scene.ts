/**
 * What a chart shows, as data: the screen draws it, and the same is exported as SVG and PNG. Points are columns of pixels, since they may be a
 * hundred thousand; all else are few marks. Colours are resolved already, no style sheet is needed to read a scene.
 */
import type { Colour } from './colour.ts';
import { shapePath, tidy, type Shape } from './shapes.ts';

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface PathMark {
  readonly kind: 'path';
  readonly d: string;
  readonly stroke?: Colour | undefined;
  readonly fill?: Colour | undefined;
  readonly width?: number;
  readonly dash?: string;
  readonly opacity?: number;
}

export interface TextMark {
  readonly kind: 'text';
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly fill: Colour;
  readonly size?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: number;
  /** Degrees, about its own place. */
  readonly turn?: number;
  /** A halo of this colour keeps it readable over lines. */
  readonly halo?: Colour;
}

/** Marks of which only what lies in the box is seen. */
export interface ClipMark {
  readonly kind: 'clip';
  readonly box: Box;
  readonly marks: readonly Mark[];
}

/** Marks of another scene, set beside. */
export interface MovedMark {
  readonly kind: 'moved';
  readonly right: number;
  readonly marks: readonly Mark[];
}

export type Mark = PathMark | TextMark | ClipMark | MovedMark;

/** Points of one look; where they overlap they are one shape, so that a group has one opacity whatever its density. */
export interface PointGroup {
  readonly shape: Shape;
  readonly radius: number;
  readonly hollow: boolean;
  readonly colour: Colour;
  readonly opacity: number;
  readonly count: number;
  /** Pixels; what lies outside the scene's box is not shown. */
  readonly xs: Float32Array;
  readonly ys: Float32Array;
}

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly background: Colour;
  readonly font: string;
  /** Where points are shown. */
  readonly box: Box;
  readonly under: readonly Mark[];
  readonly points: readonly PointGroup[];
  readonly over: readonly Mark[];
}

export const HOLLOW_RIM = 1.2;

/** The whole scene as an SVG document. */
export function sceneSvg(scene: Scene, title: string): string {
  const { width, height } = scene;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escapeXml(scene.font)}" font-size="11">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${scene.background}"/>`,
    marksSvg(scene.under),
    marksSvg([{ kind: 'clip', box: scene.box, marks: scene.points.map((group) => pointsMark(group, scene.box)) }]),
    marksSvg(scene.over),
    '</svg>',
  ].join('\n');
}

export function marksSvg(marks: readonly Mark[]): string {
  return marks.map(markSvg).join('');
}

function markSvg(mark: Mark): string {
  if (mark.kind === 'clip') {
    const { left, top, right, bottom } = mark.box;
    const [width, height] = [Math.max(0, right - left), Math.max(0, bottom - top)];
    const inner = marksSvg(mark.marks);
    return inner === ''
      ? ''
      : `<svg x="${left}" y="${top}" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" overflow="hidden">${inner}</svg>`;
  }
  if (mark.kind === 'moved') return `<g transform="translate(${tidy(mark.right)} 0)">${marksSvg(mark.marks)}</g>`;
  if (mark.kind === 'path') {
    if (mark.d === '') return '';
    const stroke =
      mark.stroke === undefined
        ? ''
        : ` stroke="${mark.stroke}" stroke-width="${mark.width ?? 1}" stroke-linejoin="round"${mark.dash ? ` stroke-dasharray="${mark.dash}"` : ''}`;
    const opacity = mark.opacity === undefined ? '' : ` opacity="${mark.opacity}"`;
    return `<path d="${mark.d}" fill="${mark.fill ?? 'none'}"${stroke}${opacity}/>`;
  }
  const halo =
    mark.halo === undefined
      ? ''
      : ` stroke="${mark.halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"`;
  const turn = mark.turn === undefined ? '' : ` transform="rotate(${mark.turn} ${tidy(mark.x)} ${tidy(mark.y)})"`;
  return (
    `<text x="${tidy(mark.x)}" y="${tidy(mark.y)}" fill="${mark.fill}"${mark.size === undefined ? '' : ` font-size="${mark.size}"`}` +
    `${mark.anchor === undefined ? '' : ` text-anchor="${mark.anchor}"`}${mark.weight === undefined ? '' : ` font-weight="${mark.weight}"`}${turn}${halo}>${escapeXml(mark.text)}</text>`
  );
}

/** Of points in the same half pixel one is enough. */
function pointsMark(group: PointGroup, box: Box): PathMark {
  const seen = new Set<number>();
  const parts: string[] = [];
  const radius = group.hollow ? group.radius - HOLLOW_RIM / 2 : group.radius;
  for (let i = 0; i < group.count; i++) {
    const x = Math.round((group.xs[i] as number) * 2) / 2;
    const y = Math.round((group.ys[i] as number) * 2) / 2;
    if (!(x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)) continue;
    const key = x * 65536 + y;
    if (seen.has(key)) continue;
    seen.add(key);
    parts.push(shapePath(group.shape, x, y, radius));
  }
  const paint = group.hollow ? { stroke: group.colour, width: HOLLOW_RIM } : { fill: group.colour };
  return { kind: 'path', d: parts.join(''), opacity: group.opacity, ...paint };
}

export function escapeXml(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      // Characters that XML does not know, and halves of pairs, would make the file unreadable.
      .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
  );
}
