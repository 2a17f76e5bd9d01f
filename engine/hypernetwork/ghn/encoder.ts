/**
 * One round of the sequential form: messages run along every cell in the order of its edges, then back, through one gated unit (GHN); cells hear the
 * mean state of those whose results they read. The rounds of a graph are runs of one program.
 */
import {
  add, concat, dense, matmul, mul, relu, reshape, slice, split, type Tensor,
} from '../../compute/index.ts'; // prettier-ignore
import type { Declare } from '../declare.ts';
import { recurrentUnit } from '../recurrent-unit.ts';
import { FEATURES } from './features.ts';
import type { GhnOptions } from './options.ts';
import { kindsOf, POSITIONS, type PackedSize } from './packed.ts';
import { ABREAST } from './schedule.ts';

/** What a round is told of the graphs; shapes as in `PackedGraphs`, the last two axes of `ahead` and `back` as one. */
export interface RoundInputs {
  readonly states: Tensor;
  readonly shares: Tensor;
  readonly ahead: Tensor;
  readonly back: Tensor;
  readonly entering: Tensor;
  readonly places: Tensor;
}

/** A step of Adam moves all parameters alike. Through the rounds a state is as far moved by it as the decoder's layers together are by ten such steps. */
const CALM = 0.1;

/**
 * Parameters that learn at a tenth of the rate: without, a step changes the weights that are made by a fifth to a half, with the decoder's share by
 * three in a hundred, and next to nothing is learnt.
 */
export const calm =
  (declare: Declare): Declare =>
  (name, shape, deviation) =>
    mul(declare(name, shape, deviation / CALM), CALM);

/** First states [rows, slots, hidden] from features [rows, slots, FEATURES]. */
export function firstStates(features: Tensor, { hidden }: GhnOptions, declare: Declare): Tensor {
  // About twelve features of a node are set.
  return dense(features, calm(declare)('start', [FEATURES, hidden], Math.sqrt(1 / 12)));
}

/** The states after a round, [rows, slots, hidden]. */
export function gatedRound(given: RoundInputs, options: GhnOptions, size: PackedSize, declare: Declare): Tensor {
  const { hidden, share, order } = options;
  const { rows, slots } = size;
  const own: Declare = share
    ? declare
    : (name, shape, deviation) => {
        const units = declare(name, [POSITIONS, ...shape], deviation);
        const flat = reshape(units, [POSITIONS, -1]);
        return reshape(matmul(given.places, flat), [rows, ...shape]);
      };
  const unit = recurrentUnit(hidden, own, 'unit');
  const kinds = kindsOf(options);
  const speak = declare('message', [hidden, kinds * hidden], Math.sqrt(2 / hidden));
  const speakShift = declare('message.shift', [kinds * hidden], 0);
  /** Slots [rows, n, hidden] to messages [rows, n * kinds, hidden]. */
  const said = (state: Tensor): Tensor =>
    reshape(relu(dense(state, speak, speakShift)), [rows, (state.shape[1] as number) * kinds, hidden]);
  const passed = options.pass ? messagesBetweenCells(given, options, size, declare) : undefined;
  if (order === 'synchronous') {
    const heard = matmul(add(given.ahead, given.back), said(given.states));
    return unit(passed === undefined ? heard : add(heard, passed), given.states);
  }
  const steps = slots / ABREAST;
  const states = [...split(given.states, 1, new Array<number>(steps).fill(ABREAST))];
  const entering = passed === undefined ? undefined : split(passed, 1, new Array<number>(steps).fill(ABREAST));
  const width = ABREAST * kinds;
  const sweep = (links: Tensor, backwards: boolean): void => {
    let messages: Tensor[] = [];
    for (let i = 0; i < steps; i++) {
      const step = backwards ? steps - 1 - i : i;
      const from = backwards ? (step + 1) * width : 0;
      let heard: Tensor | undefined;
      if (messages.length > 0) {
        const reads = slice(links, [0, step * ABREAST, from], [rows, ABREAST, messages.length * width]);
        heard = matmul(reads, messages.length === 1 ? (messages[0] as Tensor) : concat(messages, 1));
      }
      const outside = backwards ? undefined : entering?.[step];
      if (outside !== undefined) heard = heard === undefined ? outside : add(heard, outside);
      states[step] = unit(heard, states[step] as Tensor);
      if (i < steps - 1) {
        const spoken = said(states[step]);
        messages = backwards ? [spoken, ...messages] : [...messages, spoken];
      }
    }
  };
  sweep(given.ahead, false);
  sweep(given.back, true);
  return concat(states, 1);
}

/** What slots hear from the cells that they read, [rows, slots, hidden]. */
export function messagesBetweenCells(
  { states, shares, entering }: RoundInputs,
  { hidden }: GhnOptions,
  { rows, slots }: PackedSize,
  declare: Declare,
): Tensor {
  const mean = reshape(matmul(reshape(shares, [rows, 1, slots]), states), [rows, hidden]);
  const spoken = dense(mean, declare('pass', [hidden, hidden], Math.sqrt(1 / hidden)));
  return reshape(matmul(entering, spoken), [rows, slots, hidden]);
}
