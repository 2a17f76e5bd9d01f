/** What the source of a network returns: its result as a vector, or with early exits all results in order, as a tuple. */
import { expression, type Call } from './call.ts';
import { makeGroup, type Group, type Step } from './group.ts';

/** `flatten`: how the framework makes a vector of an image or of tokens; results of one network all have as many numbers. */
export function withResults(outline: Group, flatten: Call): Group {
  const steps: Step[] = [...outline.steps];
  const append = (step: Step): number => outline.inputs.length + steps.push(step) - 1;
  const flat = ({ at, isVector }: Result): number =>
    isVector
      ? at
      : append({ label: 'flatten', inputs: [at], body: { piece: { calls: [flatten] }, primitive: undefined } });
  const end = { at: outline.output, isVector: outline.to.kind === 'features' || outline.to.kind === 'logits' };
  const results = [...(outline.exits ?? []), end].map(flat);
  const [only] = results;
  if (results.length === 1 && only === outline.output) return outline;
  const piece = expression('results', (inputs) => `(${inputs.join(', ')})`);
  const body = { piece, primitive: undefined };
  const output =
    results.length === 1 && only !== undefined ? only : append({ label: 'results', inputs: results, body });
  return makeGroup({ ...outline, steps, output });
}

type Result = NonNullable<Group['exits']>[number];
