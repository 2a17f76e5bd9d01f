/** `--predictor NAME`: a predictor that the file declares, with its options, or a kind. */
import { itemsOf } from '../../dsl/semantics/program.ts';
import { readOptionRecord } from '../../dsl/semantics/options.ts';
import { predictorKinds } from '../predictor/predictors.ts';
import type { LoadedSpec } from './spec.ts';

export const predictorHelp = `a predictor of the file, or one of ${predictorKinds.map((each) => each.name).join(', ')}`;

export interface NamedPredictor {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the name stands for; a name that the file does not know is taken for a kind. The file has been checked. */
export function predictorOf({ program }: LoadedSpec, name: string): NamedPredictor {
  const declared = itemsOf(program, 'predictor').find(({ item }) => item.name.text === name);
  if (declared === undefined) return { kind: name, options: {} };
  return { kind: declared.item.type.text, options: readOptionRecord(declared.item.options, declared.file, []) };
}
