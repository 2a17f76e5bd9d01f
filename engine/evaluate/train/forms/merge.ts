/** Executable forms of merges. */
import { add, concat, max, mul, reshape } from '../../../compute/index.ts';
import { channelAxis, first, type Form, type Use } from './form.ts';

function sum(use: Use) {
  return use.inputs.reduce((total, x) => add(total, x));
}

export const mergeForms = {
  sum,
  mean: (use) => mul(sum(use), 1 / use.inputs.length),
  max: (use) => use.inputs.reduce((largest, x) => max(largest, x)),
  concat: (use) => concat(use.inputs, channelAxis(use.shape)),
  /** A gate of one position stands for all of them. */
  multiply: (use, around) => {
    const gate = use.inputs[1];
    const gateShape = use.inputShapes[1];
    if (gate === undefined || gateShape === undefined) throw new Error('multiply lacks its gate');
    const spread = use.shape.kind === 'image' && gateShape.kind === 'features';
    return mul(first(use), spread ? reshape(gate, [around.batch, gateShape.width, 1, 1]) : gate);
  },
} satisfies Record<string, Form>;
