/** Operators that take the shape that flows at the cursor come first; the others last, with the reason. */
import type { Program } from '../../semantics/program.ts';
import { makeFit, type FlowHere } from '../facts/flow-facts.ts';
import { meaningOf, type Scope } from '../scope.ts';
import { MISFIT, type Proposal } from './item.ts';

/** Milliseconds of trying, unless told: what is left then is taken to fit, and is tried when the editor asks again. */
export const TIME = 8;

export function fitted(
  program: Program,
  file: string,
  scope: Scope | undefined,
  flow: FlowHere,
  proposals: readonly Proposal[],
  milliseconds: number,
): Proposal[] {
  const whyNot = makeFit(program, file, flow);
  const until = Date.now() + milliseconds;
  return proposals.map((proposal) => {
    if (proposal.kind !== 'op' || Date.now() > until) return proposal;
    const meaning = meaningOf(scope, proposal.label);
    const why = meaning?.kind === 'op' ? whyNot(meaning.node, meaning.file) : undefined;
    return why === undefined ? proposal : { ...proposal, detail: why, group: MISFIT + proposal.group };
  });
}
