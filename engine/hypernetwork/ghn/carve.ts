/** Tensors of any size from one of limited size: repeated along each axis as often as needed, then cut. */
import { broadcast, reshape, slice, type Tensor } from '../../compute/index.ts';

/** The first `size` entries of axis `axis` of `x` repeated without end: entry i is x's entry i modulo its size. */
export function tiled(x: Tensor, axis: number, size: number): Tensor {
  const own = x.shape[axis] as number;
  if (own === size) return x;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const times = Math.ceil(size / own);
  const whole =
    times === 1
      ? x
      : reshape(broadcast(reshape(x, [...before, 1, own, ...after]), [...before, times, own, ...after]), [
          ...before,
          times * own,
          ...after,
        ]);
  return slice(whole, whole.shape.map(() => 0), [...before, size, ...after]); // prettier-ignore
}

/** The middle `height` x `width` entries of a square of side `side`, as positions row by row; the whole square where it is no larger. */
export function middle(side: number, height: number, width: number): number[] {
  const [top, left] = [Math.max(0, side - height) >> 1, Math.max(0, side - width) >> 1];
  const positions: number[] = [];
  for (let y = 0; y < Math.min(side, height); y++)
    for (let x = 0; x < Math.min(side, width); x++) positions.push((top + y) * side + left + x);
  return positions;
}
