/**
 * Evaluation of counting plans: sums over the alternatives of a decision, products over independent components, each result kept by
 * its context. What is summed is up to the algebra: numbers (count.ts), weights (sampler.ts), distributions of costs (count-by-cost.ts).
 * Plans may be thousands of decisions deep, so there is no recursion.
 */
import { at } from '../semantics/lifted.ts';
import { INACTIVE } from './decision-space.ts';
import type { SpaceModel, TracedDecision } from './model.ts';
import type { BranchNode, EnumerateNode, PlanNode } from './plan.ts';
import { finish, type Steps } from './steps.ts';
import { TooManySteps } from './too-many-steps.ts';

/** `P`: products of components. `R`: result of one component. `S`: a sum in progress. */
export interface Algebra<P, R, S> {
  readonly one: P;
  times(product: P, component: R): P;
  /** Nothing can make it other than zero any more. */
  isZero(product: P): boolean;
  /** `size`: alternatives to come. */
  begin(size: number): S;
  /** `alternative` is INACTIVE, or made in `choices`. */
  add(sum: S, node: BranchNode, alternative: number, product: P): void;
  end(sum: S): R;
  /** Structural requirements, for algebras that take part in them. */
  enumerate?(node: EnumerateNode, product: (nodes: readonly PlanNode[]) => Steps<P>): Steps<R>;
}

export interface Fold<P, R> {
  /** TooManySteps past the limit. */
  product(nodes: readonly PlanNode[]): P;
  /** The same, with pauses. */
  steps(nodes: readonly PlanNode[]): Steps<P>;
  /** What a component came to under the choices made; it has been evaluated before. */
  known(node: PlanNode): R | undefined;
}

/** Rounds between pauses: a millisecond or so. */
const PAUSE = 1_000;

interface Frame<P, R, S> {
  readonly node: BranchNode | undefined;
  readonly memo: Map<string, R> | undefined;
  readonly key: string;
  readonly sum: S | undefined;
  /** Alternatives in all, and the one at hand. */
  readonly size: number;
  readonly active: boolean;
  alternative: number;
  /** Components to be multiplied, those before `next` are. */
  rest: readonly PlanNode[];
  next: number;
  product: P;
}

/** `choices` is filled while evaluating and left as it was found. */
export function makeFold<P, R, S>(
  model: SpaceModel,
  choices: number[],
  algebra: Algebra<P, R, S>,
  limit: number,
): Fold<P, R> {
  const memos = new Map<PlanNode, Map<string, R>>();
  let steps = 0;

  const memoOf = (node: PlanNode): Map<string, R> => {
    let memo = memos.get(node);
    if (memo === undefined) memos.set(node, (memo = new Map()));
    return memo;
  };

  const enter = (node: BranchNode, memo: Map<string, R>, key: string): Frame<P, R, S> => {
    const decision = model.decisions[node.decision] as TracedDecision;
    const active = at(decision.guard, choices) === true;
    const size = active ? (at(decision.size, choices) as number) : 1;
    const sum = algebra.begin(size);
    return { node, memo, key, sum, size, active, alternative: -1, rest: [], next: 0, product: algebra.one };
  };

  /** The next alternative that its requirements allow; false at the end. */
  const advance = (frame: Frame<P, R, S>, node: BranchNode): boolean => {
    while (++frame.alternative < frame.size) {
      if (++steps > limit) throw new TooManySteps(`more than ${limit} combinations`);
      choices[node.decision] = frame.active ? frame.alternative : INACTIVE;
      if (!node.factors.every((factor) => at(factor.condition, choices) === true)) continue;
      frame.rest = node.rest;
      frame.next = 0;
      frame.product = algebra.one;
      return true;
    }
    choices[node.decision] = INACTIVE;
    return false;
  };

  /** The first component whose result is not known, entered or to be enumerated; the known ones before it are multiplied in. */
  const descend = (frame: Frame<P, R, S>): Frame<P, R, S> | EnumerateNode | undefined => {
    while (frame.next < frame.rest.length && !algebra.isZero(frame.product)) {
      const child = frame.rest[frame.next] as PlanNode;
      const memo = memoOf(child);
      const key = contextKey(child.context, choices);
      const result = memo.get(key);
      if (result === undefined) return child.kind === 'branch' ? enter(child, memo, key) : child;
      frame.product = algebra.times(frame.product, result);
      frame.next++;
    }
    return undefined;
  };

  function* enumerated(node: EnumerateNode): Steps<void> {
    if (algebra.enumerate === undefined) throw new Error('this algebra knows no structural requirements');
    const key = contextKey(node.context, choices);
    memoOf(node).set(key, yield* algebra.enumerate(node, product));
  }

  function* product(nodes: readonly PlanNode[]): Steps<P> {
    const whole: Frame<P, R, S> = {
      node: undefined,
      memo: undefined,
      key: '',
      sum: undefined,
      size: 0,
      active: false,
      alternative: 0,
      rest: nodes,
      next: 0,
      product: algebra.one,
    };
    const frames = [whole];
    for (let round = 1; ; round++) {
      if (round % PAUSE === 0) yield;
      const frame = frames.at(-1) as Frame<P, R, S>;
      const child = frame.alternative < 0 ? undefined : descend(frame);
      if (child !== undefined) {
        if ('kind' in child) yield* enumerated(child);
        else frames.push(child);
        continue;
      }
      const { node } = frame;
      if (node === undefined) return frame.product;
      if (frame.alternative >= 0)
        algebra.add(frame.sum as S, node, frame.active ? frame.alternative : INACTIVE, frame.product);
      if (advance(frame, node)) continue;
      const result = algebra.end(frame.sum as S);
      frame.memo?.set(frame.key, result);
      frames.pop();
      const above = frames.at(-1) as Frame<P, R, S>;
      above.product = algebra.times(above.product, result);
      above.next++;
    }
  }

  return {
    product: (nodes) => finish(product(nodes)),
    steps: product,
    known: (node) => memos.get(node)?.get(contextKey(node.context, choices)),
  };
}

function contextKey(context: readonly number[], choices: ArrayLike<number>): string {
  if (context.length === 0) return '';
  if (context.length === 1) return String(choices[context[0] as number]);
  return context.map((id) => choices[id]).join();
}
