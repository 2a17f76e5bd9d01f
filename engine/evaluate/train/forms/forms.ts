/** The one table of executable forms. A primitive without one does not compile. */
import type { PrimitiveName } from '../../../../dsl/graph/primitives.ts';
import { activationForms } from './activation.ts';
import { windowForms } from './convolution.ts';
import { denseForms } from './dense.ts';
import type { Form } from './form.ts';
import { mergeForms } from './merge.ts';
import { normalisationForms } from './normalisation.ts';
import { structureForms } from './structure.ts';
import { tokenForms } from './token.ts';

/** `input` has none: it is the value that is fed. */
export const forms: Readonly<Record<Exclude<PrimitiveName, 'input'>, Form>> = {
  ...structureForms,
  ...windowForms,
  ...normalisationForms,
  ...activationForms,
  ...denseForms,
  ...tokenForms,
  ...mergeForms,
};
