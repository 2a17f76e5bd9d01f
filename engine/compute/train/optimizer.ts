/**
 * Optimisers as program: from parameters and their gradients to updates, with the learning rate as a fed scalar.
 *
 * An optimiser's own state ("slots": momentum, moments, step count) starts at zero and lives in the session beside the weights, under the name of the
 * first parameter of its group with a suffix, so that a checkpoint holds it too.
 */
import type { Tensor } from '../program/tensor.ts';
import type { Update } from '../program/program.ts';
import type { Shape } from '../program/shape.ts';
import { add, div, mul, pow, sub } from '../ops/arithmetic.ts';
import { sqrt } from '../ops/elementary.ts';
import { input } from '../ops/source.ts';
import { groupsOf } from './groups.ts';
import type { Group } from './groups.ts';

/** State of an optimiser that starts at zero. */
export interface Slot {
  readonly name: string;
  readonly shape: Shape;
}

export interface OptimizerStep {
  readonly updates: readonly Update[];
  readonly slots: readonly Slot[];
}

/** From parameters (`input` tensors), their gradients and a scalar learning rate to the new parameters. */
export type Optimizer = (
  parameters: readonly Tensor[],
  gradients: readonly Tensor[],
  learningRate: Tensor,
) => OptimizerStep;

/** Which parameters weight decay applies to. Default: those with at least two axes, so not biases and normalisation. */
export type DecayRule = (name: string, shape: Shape) => boolean;
export const decayMatrices: DecayRule = (_name, shape) => shape.length >= 2;

export interface SgdOptions {
  /** Default 0. */
  readonly momentum?: number;
  /** Use the gradient at the point the momentum leads to (Sutskever et al., ICML 2013, in PyTorch's form). Default false. */
  readonly nesterov?: boolean;
  /** L2 penalty added to the gradient. Default 0. */
  readonly weightDecay?: number;
  readonly decay?: DecayRule;
}

/** g += decay w; v = momentum v + g; w -= rate v (nesterov: w -= rate (g + momentum v)). */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { momentum = 0, nesterov = false, weightDecay = 0, decay = decayMatrices } = options;
  return (parameters, gradients, learningRate) => {
    const updates: Update[] = [];
    const slots: Slot[] = [];
    for (const group of groupsOf(parameters, gradients, decayed(weightDecay, decay))) {
      const { weight } = group;
      const gradient = group.decays ? add(group.gradient, mul(weight, weightDecay)) : group.gradient;
      let direction = gradient;
      if (momentum > 0) {
        const velocity = slot(slots, `${group.name}#velocity`, group.shape);
        const next = add(mul(velocity, momentum), gradient);
        updates.push({ state: velocity, value: next });
        direction = nesterov ? add(gradient, mul(next, momentum)) : next;
      }
      updates.push(...moved(group, sub(weight, mul(direction, learningRate))));
    }
    return { updates, slots };
  };
}

export interface AdamOptions {
  /** Weights of the past in the moments. Defaults 0.9 and 0.999. */
  readonly beta1?: number;
  readonly beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  readonly epsilon?: number;
  readonly weightDecay?: number;
  readonly decay?: DecayRule;
}

/** Adam (Kingma and Ba, arXiv 1412.6980); weight decay is an L2 penalty in the gradient. */
export const adam = (options: AdamOptions = {}): Optimizer => adamFamily(options, false);

/** Adam with decoupled weight decay, w -= rate * decay * w (Loshchilov and Hutter, arXiv 1711.05101). Default decay 0.01. */
export const adamW = (options: AdamOptions = {}): Optimizer => adamFamily({ weightDecay: 0.01, ...options }, true);

function adamFamily(options: AdamOptions, decoupled: boolean): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, decay = decayMatrices } = options;
  return (parameters, gradients, learningRate) => {
    const updates: Update[] = [];
    const slots: Slot[] = [];
    const step = slot(slots, 'adam#step', []);
    const now = add(step, 1);
    updates.push({ state: step, value: now });
    // Both bias corrections are folded into two scalars: rate' m / (sqrt(v) + epsilon').
    const correction = sqrt(sub(1, pow(beta2, now)));
    const rate = div(mul(learningRate, correction), sub(1, pow(beta1, now)));
    const scaledEpsilon = mul(correction, epsilon);
    for (const group of groupsOf(parameters, gradients, decayed(weightDecay, decay))) {
      const { weight, decays } = group;
      const gradient = decays && !decoupled ? add(group.gradient, mul(weight, weightDecay)) : group.gradient;
      const first = slot(slots, `${group.name}#moment1`, group.shape);
      const second = slot(slots, `${group.name}#moment2`, group.shape);
      const nextFirst = add(mul(first, beta1), mul(gradient, 1 - beta1));
      const nextSecond = add(mul(second, beta2), mul(mul(gradient, gradient), 1 - beta2));
      const kept = decays && decoupled ? mul(weight, sub(1, mul(learningRate, weightDecay))) : weight;
      const change = div(mul(nextFirst, rate), add(sqrt(nextSecond), scaledEpsilon));
      updates.push({ state: first, value: nextFirst }, { state: second, value: nextSecond });
      updates.push(...moved(group, sub(kept, change)));
    }
    return { updates, slots };
  };
}

function slot(slots: Slot[], name: string, shape: Shape): Tensor {
  slots.push({ name, shape });
  return input(name, shape);
}

/** Parameters that weight decay applies to: none where there is no decay. */
const decayed =
  (weightDecay: number, decay: DecayRule): DecayRule =>
  (name, shape) =>
    weightDecay > 0 && decay(name, shape);

/** The parameters' updates, from their group's new value. */
function moved({ parameters, parts }: Group, value: Tensor): readonly Update[] {
  const values = parts(value);
  return parameters.flatMap((state, index) => {
    const next = values[index];
    return next === undefined ? [] : [{ state, value: next }];
  });
}
