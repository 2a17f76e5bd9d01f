/** The scene that is seen, as a file: SVG as it is, PNG at twice its size, both with a legend where there are several runs. */
import type { Mark, Scene } from './scene.ts';
import { sceneSvg } from './scene.ts';
import { shapePath, type Shape } from './shapes.ts';
import type { Colour } from './colour.ts';

export interface LegendEntry {
  readonly name: string;
  readonly shape: Shape;
  readonly colour: Colour;
  readonly dash: string;
}

const LINE = 18;

/** The legend below the scene, which on the page stands elsewhere. */
export function withLegend(scene: Scene, entries: readonly LegendEntry[], text: Colour): Scene {
  if (entries.length < 2) return scene;
  const marks = entries.flatMap(({ name, shape, colour, dash }, i): Mark[] => {
    const y = scene.height + 6 + i * LINE;
    return [
      { kind: 'path', d: `M14 ${y}H40`, stroke: colour, width: 1.5, dash },
      { kind: 'path', d: shapePath(shape, 27, y, 4.6), fill: colour, stroke: scene.background },
      { kind: 'text', x: 48, y: y + 4, text: name, fill: text },
    ];
  });
  return { ...scene, height: scene.height + entries.length * LINE + 4, over: [...scene.over, ...marks] };
}

/** Two scenes without points as one picture. */
export function beside(left: Scene, right: Scene): Scene {
  const moved = (marks: readonly Mark[]): Mark => ({ kind: 'moved', right: left.width, marks });
  return {
    ...left,
    width: left.width + right.width,
    height: Math.max(left.height, right.height),
    under: [...left.under, moved(right.under)],
    over: [...left.over, moved(right.over)],
  };
}

/** Base 64 of the PNG. */
export async function scenePng(scene: Scene, title: string, scale = 2): Promise<string> {
  const url = URL.createObjectURL(new Blob([sceneSvg(scene, title)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(scene.width * scale);
    canvas.height = Math.ceil(scene.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
  } finally {
    URL.revokeObjectURL(url);
  }
}
