/** A hypernetwork before its first step. */
import { filled } from '../../compute/index.ts';
import type { Ghn } from './ghn.ts';
import type { GhnOptions } from './options.ts';
import { firstTensors } from './parameters.ts';
import { moveProgram } from './step.ts';

/** First parameters follow from `options.seed`. */
export function newGhn(options: GhnOptions): Ghn {
  const zeros = moveProgram(options).slots.map(({ name, shape }) => [name, filled(shape, 0)] as const);
  const tensors = { ...Object.fromEntries(zeros), ...firstTensors(options) };
  return { options, step: 0, seconds: 0, curve: [], pendingLoss: 0, learnt: undefined, tensors };
}
