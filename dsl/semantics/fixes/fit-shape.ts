/** Shapes: a pool before a dense layer, and the output that the network has. */
import { parametersOf } from '../../diagnostics/catalogue.ts';
import { editing, inserting, type Fix } from './fix.ts';

export const poolFirst: Fix = (found, file) => {
  const { what } = parametersOf(found, 'shape-mismatch') ?? { what: '' };
  if (!what.endsWith('pool or flatten it')) return undefined;
  return ['global_avgpool', 'flatten'].map((op) =>
    inserting(`Insert "${op}" before it`, file, found.span.start, `${op} >> `),
  );
};

/** Only where all architectures end alike. */
export const declareOutput: Fix = (found, file) => {
  const parameters = parametersOf(found, 'output-mismatch');
  if (parameters === undefined || parameters.alternatives !== '') return undefined;
  const output = `output ${parameters.actual.replace(/^features\b/, 'logits')}`;
  return editing(`Change to "${output}"`, file, found.span, output);
};
