/** How strategies that choose one architecture after the other fill a batch. */
import type { Proposal } from '../strategy.ts';

/** Up to `n` proposals, fewer when `propose` finds none any more; each is in `seen` and `asked` before the next is chosen. */
export function proposeUpTo(
  n: number,
  propose: () => Proposal | undefined,
  seen: Set<string>,
  asked: Set<string>,
): Promise<readonly Proposal[]> {
  const proposals: Proposal[] = [];
  while (proposals.length < n) {
    const proposal = propose();
    if (proposal === undefined) break;
    seen.add(proposal.hash);
    asked.add(proposal.hash);
    proposals.push(proposal);
  }
  return Promise.resolve(proposals);
}
