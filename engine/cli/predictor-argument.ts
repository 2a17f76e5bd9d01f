/** `--predictor NAME`: a predictor that the file declares, with its options, or a kind. */
import { itemsOf } from '../../dsl/semantics/program.ts';
import { configure } from '../../dsl/semantics/configured.ts';
import { hypernetworksIn } from '../../dsl/semantics/hypernetworks.ts';
import { withHypernetworkSource } from '../evaluate/ghn/hypernetwork-source.ts';
import { predictorKinds } from '../predictor/predictors.ts';
import { hypernetworkOf } from './hypernetwork-argument.ts';
import type { Io } from './io.ts';
import type { LoadedSpec } from './spec.ts';

export const predictorHelp = `a predictor of the file, or one of ${predictorKinds.map((each) => each.name).join(', ')}`;

export interface NamedPredictor {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the name stands for; a name that the file does not know is taken for a kind. The file has been checked. */
export function predictorOf(spec: LoadedSpec, name: string, io: Io): NamedPredictor {
  const { program } = spec;
  const declared = itemsOf(program, 'predictor').find(({ item }) => item.name.text === name);
  if (declared === undefined) return { kind: name, options: {} };
  const { item, file } = declared;
  const part = configure(program, item.type, item.options, 'predictor', file, []);
  const hypernetworks = hypernetworksIn('predictor', part).map((each) => hypernetworkOf(spec, each, undefined, io));
  const { kind, options } = withHypernetworkSource(part, hypernetworks, io.cwd);
  return { kind, options };
}
