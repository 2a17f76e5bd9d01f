/** Training: optimisers, schedules, clipping, the step, first weights. */
export { adam, adamW, decayMatrices, sgd } from './optimizer.ts';
export type { AdamOptions, DecayRule, Optimizer, OptimizerStep, SgdOptions, Slot } from './optimizer.ts';
export { clipByGlobalNorm, globalNorm } from './clip.ts';
export { constantRate, cosine, steps, warmUp } from './schedule.ts';
export type { Schedule } from './schedule.ts';
export { LEARNING_RATE, initialState, trainingStep } from './step.ts';
export type { Training, TrainingSpec } from './step.ts';
export { fans, filled, glorotUniform, heNormal, normal, uniform } from './initialise.ts';
