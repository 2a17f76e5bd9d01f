/** Shapes of points, so that runs are told apart without colour: as vertices for SVG and as masks of coverage for the canvas. */

/** In the order in which runs get them. */
export const shapes = ['circle', 'square', 'triangle', 'diamond', 'plus', 'wedge', 'star', 'hexagon'] as const;
/** `cross` marks what has no value. */
export type Shape = (typeof shapes)[number] | 'cross';

type Vertices = readonly (readonly [x: number, y: number])[];

const ring = (n: number, turn: number, radius: (i: number) => number): Vertices =>
  Array.from({ length: n }, (_, i) => {
    const angle = ((i + turn) / n) * 2 * Math.PI - Math.PI / 2;
    return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)];
  });

/** Radii chosen so that all shapes seem of one size. */
const outlines: Readonly<Record<Exclude<Shape, 'circle'>, Vertices>> = {
  square: ring(4, 0.5, () => 1.25),
  triangle: ring(3, 0, () => 1.35),
  diamond: ring(4, 0, () => 1.3),
  plus: plus(0.42, 1.15),
  wedge: ring(3, 0.5, () => 1.35),
  star: ring(10, 0, (i) => (i % 2 === 0 ? 1.4 : 0.6)),
  hexagon: ring(6, 0, () => 1.15),
  cross: plus(0.26, 1.3).map(([x, y]) => [(x - y) * Math.SQRT1_2, (x + y) * Math.SQRT1_2]),
};

function plus(inner: number, outer: number): Vertices {
  const corner: Vertices = [
    [inner, -outer],
    [inner, -inner],
    [outer, -inner],
  ];
  return [0, 1, 2, 3].flatMap((quarter) =>
    corner.map(([x, y]): readonly [number, number] => {
      if (quarter === 0) return [x, y];
      if (quarter === 1) return [-y, x];
      return quarter === 2 ? [-x, -y] : [y, -x];
    }),
  );
}

/** SVG path of one shape, relative, to be put after `Mx y`-like moves: closed, two decimals. */
export function shapePath(shape: Shape, x: number, y: number, radius: number): string {
  if (shape === 'circle') {
    const r = tidy(radius);
    return `M${tidy(x - radius)} ${tidy(y)}a${r} ${r} 0 1 0 ${tidy(2 * radius)} 0a${r} ${r} 0 1 0 ${tidy(-2 * radius)} 0z`;
  }
  const points = outlines[shape].map(([dx, dy]) => `${tidy(x + radius * dx)} ${tidy(y + radius * dy)}`);
  return `M${points.join('L')}z`;
}

export interface Mask {
  /** Pixels a side, odd: the middle pixel is the point's. */
  readonly side: number;
  /** 0..255. */
  readonly coverage: Uint8Array;
}

/** Four by four samples a pixel. A hollow mask is a rim of `rim` pixels. */
export function shapeMask(shape: Shape, radius: number, rim?: number): Mask {
  const reach = Math.ceil(radius * 1.4 + 0.5);
  const side = 2 * reach + 1;
  const coverage = new Uint8Array(side * side);
  const samples = [-0.375, -0.125, 0.125, 0.375];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let hits = 0;
      for (const dy of samples) {
        for (const dx of samples) {
          const x = column - reach + dx;
          const y = row - reach + dy;
          if (!inside(shape, x / radius, y / radius)) continue;
          if (rim !== undefined && inside(shape, x / (radius - rim), y / (radius - rim))) continue;
          hits++;
        }
      }
      coverage[row * side + column] = Math.round((hits / 16) * 255);
    }
  }
  return trimmed({ side, coverage });
}

/** Without the rim in which nothing is covered: stamps cost by the pixel. */
function trimmed({ side, coverage }: Mask): Mask {
  const middle = (side - 1) / 2;
  let reach = 0;
  coverage.forEach((value, i) => {
    if (value > 0) reach = Math.max(reach, Math.abs((i % side) - middle), Math.abs(Math.floor(i / side) - middle));
  });
  const less = middle - reach;
  const smaller = 2 * reach + 1;
  const rows = Array.from({ length: smaller }, (_, row) =>
    coverage.subarray((row + less) * side + less, (row + less) * side + less + smaller),
  );
  return { side: smaller, coverage: Uint8Array.from(rows.flatMap((row) => [...row])) };
}

/** Even-odd rule. */
function inside(shape: Shape, x: number, y: number): boolean {
  if (shape === 'circle') return x * x + y * y <= 1;
  const vertices = outlines[shape];
  let within = false;
  let [px, py] = vertices[vertices.length - 1] as readonly [number, number];
  for (const [qx, qy] of vertices) {
    if (qy > y !== py > y && x < ((px - qx) * (y - qy)) / (py - qy) + qx) within = !within;
    [px, py] = [qx, qy];
  }
  return within;
}

export function tidy(value: number): number {
  return Math.round(value * 100) / 100;
}
