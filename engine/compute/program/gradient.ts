/**
 * Reverse-mode differentiation: from a scalar and the tensors it depends on, the tensors that are its derivatives.
 *
 * The result is more program, not numbers: it is compiled together with the forward part, so a training step is one program.
 * What no output reaches is never computed, so a rule may build gradients nobody asks for at no cost.
 */
import { operand } from './tensor.ts';
import type { Tensor } from './tensor.ts';
import { ProgramError, showShape } from './shape.ts';
import { topologicalOrder } from './order.ts';
import type { GradientRule, GradientRules } from './rules.ts';
import type { OpName } from './instructions.ts';
import { gradientRules } from '../ops/rules.ts';
import { add } from '../ops/arithmetic.ts';
import { concat } from '../ops/layout.ts';
import { full } from '../ops/source.ts';

/**
 * Derivatives of a float32 scalar `of` with respect to each tensor of `by`, each of that tensor's shape; zeros where `of` does not
 * depend on it. Refuses a non-scalar.
 */
export function gradients(of: Tensor, by: readonly Tensor[]): readonly Tensor[] {
  if (of.shape.length !== 0 || of.dtype !== 'float32') {
    throw new ProgramError(
      `gradients: expected a float32 scalar, got ${of.dtype} of shape ${showShape(of.shape)}; take a mean or sum first.`,
    );
  }
  const order = topologicalOrder([of]);
  const needed = new Set<Tensor>(by);
  for (const tensor of order) {
    if (tensor.inputs.some((source) => needed.has(source))) needed.add(tensor);
  }
  const parts = new Map<Tensor, Tensor[]>([[of, [full([], 1)]]]);
  const total = new Map<Tensor, Tensor>();
  for (const tensor of order.toReversed()) {
    const own = parts.get(tensor);
    if (own === undefined || !needed.has(tensor)) continue;
    const dy = accumulate(own);
    total.set(tensor, dy);
    if (!tensor.inputs.some((source) => needed.has(source))) continue;
    const shares = ruleOf(gradientRules, tensor)(tensor, dy);
    tensor.inputs.forEach((source, index) => {
      const share = shares[index];
      if (share == null || !needed.has(source)) return;
      const list = parts.get(source);
      if (list === undefined) parts.set(source, [share]);
      else list.push(share);
    });
  }
  return by.map((tensor) => total.get(tensor) ?? full(tensor.shape, 0));
}

/** The rule of a tensor's instruction. The table is indexed by the same name that fixes the tensor's type. */
function ruleOf(rules: GradientRules, tensor: Tensor): GradientRule<OpName> {
  return rules[tensor.op] as unknown as GradientRule<OpName>;
}

/**
 * Sum of the contributions to one tensor. Where they come from slices that together cover it (a split), they are joined
 * instead: adding zero-padded parts would pass over the whole tensor once per part.
 */
function accumulate(parts: readonly Tensor[]): Tensor {
  return joined(parts) ?? parts.reduce((sum, part) => add(sum, part));
}

function joined(parts: readonly Tensor[]): Tensor | undefined {
  if (parts.length < 2) return undefined;
  let axis: number | undefined;
  const pieces: { readonly start: number; readonly after: number; readonly value: Tensor }[] = [];
  for (const part of parts) {
    if (part.op !== 'pad' || part.attributes.value !== 0) return undefined;
    const { before, after } = part.attributes;
    const padded = before.flatMap((count, index) => (count > 0 || (after[index] ?? 0) > 0 ? [index] : []));
    const only = padded[0];
    if (padded.length !== 1 || only === undefined || (axis !== undefined && axis !== only)) return undefined;
    axis = only;
    pieces.push({ start: before[only] ?? 0, after: after[only] ?? 0, value: operand(part, 0) });
  }
  if (axis === undefined) return undefined;
  pieces.sort((a, b) => a.start - b.start);
  let position = 0;
  for (const piece of pieces) {
    if (piece.start !== position) return undefined;
    position += piece.value.shape[axis] ?? 0;
  }
  return pieces.at(-1)?.after === 0
    ? concat(
        pieces.map((piece) => piece.value),
        axis,
      )
    : undefined;
}
