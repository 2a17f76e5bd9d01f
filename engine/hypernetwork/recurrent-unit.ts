/** The gated unit by which nodes take up what they hear: that of the graph hypernetwork, and of the auxiliary task's. */
import { add, dense, matmul, mul, sigmoid, slice, sub, tanh, type Tensor } from '../compute/index.ts';
import type { Declare } from './declare.ts';

/**
 * Gated recurrent unit (Cho et al., arXiv 1406.1078): from what is heard (undefined: nothing) and the state, both [..., hidden], to the next state.
 * Weights that are declared with a leading axis, one unit for each row of a batch, serve [rows, n, hidden].
 */
export function recurrentUnit(
  hidden: number,
  declare: Declare,
  name: string,
): (heard: Tensor | undefined, state: Tensor) => Tensor {
  const deviation = Math.sqrt(1 / hidden);
  const fromHeard = declare(`${name}.heard`, [hidden, 3 * hidden], deviation);
  const fromState = declare(`${name}.state`, [hidden, 2 * hidden], deviation);
  const candidate = declare(`${name}.candidate`, [hidden, hidden], deviation);
  const product = (x: Tensor, weight: Tensor): Tensor =>
    weight.shape.length > 2 ? matmul(x, weight) : dense(x, weight);
  return (heard, state) => {
    const part = (x: Tensor, from: number, parts: number): Tensor =>
      slice(x, [...x.shape.slice(0, -1).map(() => 0), from * hidden], [...x.shape.slice(0, -1), parts * hidden]);
    const inputs = heard === undefined ? undefined : product(heard, fromHeard);
    const plus = (x: Tensor, from: number, parts: number): Tensor =>
      inputs === undefined ? x : add(part(inputs, from, parts), x);
    const gates = sigmoid(plus(product(state, fromState), 0, 2));
    const [update, reset] = [part(gates, 0, 1), part(gates, 1, 1)];
    const next = tanh(plus(product(mul(reset, state), candidate), 2, 1));
    return add(state, mul(update, sub(next, state)));
  };
}
