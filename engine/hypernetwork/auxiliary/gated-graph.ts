/**
 * A gated graph network over the nodes of some positions (graph hypernetwork, Zhang, Ren and Urtasun, arXiv 1810.05749): in every round node after
 * node takes up what its sources say, in topological order, then in the opposite one, through one recurrent unit (GRU).
 */
import { concat, dense, matmul, slice, tanh, transpose, type Tensor } from '../../compute/index.ts';
import type { Declare } from '../declare.ts';
import { recurrentUnit } from '../recurrent-unit.ts';

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
