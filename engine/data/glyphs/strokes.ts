/**
 * Strokes of a glyph: a short path text flattened to line segments. Only additions, multiplications, divisions and square roots are
 * used here and in the rasteriser: IEEE arithmetic gives those the same result on every platform, sines and logarithms it does not.
 */

/** Segments x1, y1, x2, y2, one after the other. */
export type Segments = Float64Array;

const CURVE_PIECES = 6;

/**
 * Flattens a path: `M x y` moves, `L x y` draws a line, `Q cx cy x y` a quadratic Bezier curve, `O cx cy rx ry` an ellipse.
 * The font is ours, so a path that cannot be read is a bug and throws.
 */
export function flatten(path: string): Segments {
  const words = path.trim().split(/\s+/);
  const out: number[] = [];
  let x = 0;
  let y = 0;
  const lineTo = (toX: number, toY: number): void => {
    out.push(x, y, toX, toY);
    x = toX;
    y = toY;
  };
  for (let at = 0; at < words.length;) {
    const command = words[at++];
    const take = (): number => {
      const value = Number(words[at++]);
      if (!Number.isFinite(value)) throw new Error(`malformed glyph path: ${path}`);
      return value;
    };
    if (command === 'M') {
      x = take();
      y = take();
    } else if (command === 'L') {
      lineTo(take(), take());
    } else if (command === 'Q') {
      const [fromX, fromY, controlX, controlY, endX, endY] = [x, y, take(), take(), take(), take()];
      for (let i = 1; i <= CURVE_PIECES; i++) {
        const t = i / CURVE_PIECES;
        const [a, b, c] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
        lineTo(a * fromX + b * controlX + c * endX, a * fromY + b * controlY + c * endY);
      }
    } else if (command === 'O') {
      const [centreX, centreY, radiusX, radiusY] = [take(), take(), take(), take()];
      for (const [i, [cos, sin]] of circle().entries()) {
        if (i === 0) [x, y] = [centreX + radiusX * cos, centreY + radiusY * sin];
        else lineTo(centreX + radiusX * cos, centreY + radiusY * sin);
      }
    } else {
      throw new Error(`malformed glyph path: ${path}`);
    }
  }
  return Float64Array.from(out);
}

/** Points on the unit circle, closed, by the rational parametrisation ((1 - t^2) / (1 + t^2), 2 t / (1 + t^2)) of each quarter. */
function circle(): [number, number][] {
  const points: [number, number][] = [];
  let [axisX, axisY] = [1, 0];
  for (let quarter = 0; quarter < 4; quarter++) {
    for (let i = 0; i < 4; i++) {
      const t = i / 4;
      const [cos, sin] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
      points.push([axisX * cos - axisY * sin, axisY * cos + axisX * sin]);
    }
    [axisX, axisY] = [-axisY, axisX];
  }
  points.push([1, 0]);
  return points;
}
