/** `cell Reduce = Normal(stride: 2)`, `block Wide = MBConv(e: 6)`: the shape of another declaration with arguments of its own. */
import { child } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { COPY_LIMIT, settle, type Machine } from './machine.ts';
import { nameArguments } from './segments.ts';
import { isOp, type OpValue } from './values.ts';

/**
 * The declaration that holds the members, with all arguments; undefined where the copy leads nowhere or in a circle. Decisions in the
 * arguments are made at `path`, with those of the copy.
 */
export function resolveCopy(machine: Machine, op: OpValue, path: string): OpValue | undefined {
  let current = op;
  for (let hops = 0; hops < COPY_LIMIT; hops++) {
    const { item } = current;
    if (item.kind === 'op' || item.copyOf === undefined) return current;
    nameArguments(item.copyOf);
    const original = settle(machine, evaluate(machine, child(current.environment, path), item.copyOf));
    if (!isOp(original) || original.item.kind !== item.kind) return undefined;
    current = { ...original, args: new Map([...original.args, ...current.args]) };
  }
  return undefined;
}
