/** `cell Reduce = Normal(stride: 2)`, `block Wide = MBConv(e: 6)`: the shape of another declaration with arguments of its own. */
import { evaluate } from './evaluate.ts';
import { COPY_LIMIT, type Machine } from './machine.ts';
import { isOp, type OpValue } from './values.ts';

/** The declaration that holds the members, with all arguments; undefined where the copy leads nowhere or in a circle. */
export function resolveCopy(machine: Machine, op: OpValue): OpValue | undefined {
  let current = op;
  for (let hops = 0; hops < COPY_LIMIT; hops++) {
    const { item } = current;
    if (item.kind === 'op' || item.copyOf === undefined) return current;
    const original = evaluate(machine, current.environment, item.copyOf);
    if (!isOp(original) || original.item.kind !== item.kind) return undefined;
    current = { ...original, args: new Map([...original.args, ...current.args]) };
  }
  return undefined;
}
