/**
 * A gated graph network over the nodes of some positions (graph hypernetwork, Zhang, Ren and Urtasun, arXiv 1810.05749): in every round node after
 * node takes up what its sources say, in topological order, then in the opposite one, through one recurrent unit (GRU).
 */
import {
  add,
  concat,
  dense,
  matmul,
  mul,
  sigmoid,
  slice,
  sub,
  tanh,
  transpose,
  type Tensor,
} from '../compute/index.ts';
import type { Declare } from './declare.ts';

/**
 * @param embeddings [positions, nodes, width], in topological order
 * @param links [positions, nodes, nodes], 1 at [from, to]
 * @returns [positions, nodes, hidden]
 */
export function gatedGraph(
  embeddings: Tensor,
  links: Tensor,
  hidden: number,
  rounds: number,
  declare: Declare,
): Tensor {
  const [positions, nodes, width] = embeddings.shape as [number, number, number];
  const started = tanh(dense(embeddings, declare('ghn.start', [width, hidden], Math.sqrt(1 / width))));
  const states = Array.from({ length: nodes }, (_, n) => slice(started, [0, n, 0], [positions, 1, hidden]));
  const message = declare('ghn.message', [hidden, hidden], Math.sqrt(1 / hidden));
  const said = states.map((state) => dense(state, message));
  const unit = recurrentUnit(hidden, declare, 'ghn.gru');
  const order = states.map((_, n) => n);
  for (let round = 0; round < rounds; round++) {
    for (const ahead of [true, false]) {
      const reads = ahead ? transpose(links, [0, 2, 1]) : links;
      for (const n of ahead ? order : order.toReversed()) {
        const heard = matmul(slice(reads, [0, n, 0], [positions, 1, nodes]), concat([...said], 1));
        states[n] = unit(heard, states[n] as Tensor);
        said[n] = dense(states[n], message);
      }
    }
  }
  return concat(states, 1);
}

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
