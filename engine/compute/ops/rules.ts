/**
 * The table of gradient rules of all instructions. The type refuses a table that lacks one.
 */
import { ProgramError } from '../program/shape.ts';
import type { GradientRules } from '../program/rules.ts';
import { arithmeticGradients } from './arithmetic.ts';
import { elementaryGradients } from './elementary.ts';
import { reductionGradients } from './reduce.ts';
import { layoutGradients } from './layout.ts';
import { matmulGradients } from './matmul.ts';
import { convGradients } from './conv.ts';
import { poolGradients } from './pool.ts';
import { normalisationGradients } from './normalisation.ts';
import { softmaxGradients } from './softmax.ts';
import { gatherGradients } from './gather.ts';

const leaf = (): never => {
  throw new ProgramError('A leaf has no operands to differentiate by.');
};

export const gradientRules: GradientRules = {
  input: leaf,
  constant: leaf,
  ...arithmeticGradients,
  ...elementaryGradients,
  ...reductionGradients,
  ...layoutGradients,
  ...matmulGradients,
  ...convGradients,
  ...poolGradients,
  ...normalisationGradients,
  ...softmaxGradients,
  ...gatherGradients,
};
