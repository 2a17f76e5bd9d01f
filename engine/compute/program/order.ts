/**
 * Walking the tensors that outputs depend on. Iterative: programs are deeper than the call stack.
 */
import type { Tensor } from './tensor.ts';

/** Every tensor that `outputs` depend on, themselves included, operands before their users; deterministic. */
export function topologicalOrder(outputs: readonly Tensor[]): readonly Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const stack: { readonly tensor: Tensor; next: number }[] = [];
  const enter = (tensor: Tensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    stack.push({ tensor, next: 0 });
  };
  for (const output of outputs) {
    enter(output);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const source = top.tensor.inputs[top.next];
      top.next += 1;
      if (source !== undefined) {
        enter(source);
      } else {
        order.push(top.tensor);
        stack.pop();
      }
    }
  }
  return order;
}
