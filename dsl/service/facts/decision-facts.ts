/** What is known of a `choice` or `choose`: every decision that it makes, and what each alternative leaves of the space. */
import type { Program } from '../../semantics/program.ts';
import { isLifted, isOpaque, show } from '../../semantics/values.ts';
import type { TracedDecision } from '../../space/model.ts';
import type { Span, SpaceItem } from '../../syntax/ast.ts';
import { ask } from './job.ts';
import { spaceFacts, spacesAround, type SpaceFacts } from './space-facts.ts';

export interface DecisionFacts {
  readonly path: string;
  readonly kind: 'choice' | 'subset';
  readonly ordinal: boolean;
  readonly alternatives: readonly string[];
  /** Whether the list of alternatives depends on other decisions; then `alternatives` is the longest one. */
  readonly dependent: boolean;
  readonly condition: string | undefined;
  /** Architectures, costs left aside, that take each alternative; undefined where that is not known, or not yet. */
  readonly leaves: readonly bigint[] | undefined;
  /** Whether they are being counted. */
  readonly counting: boolean;
}

export interface PlaceOfDecisions {
  readonly space: SpaceItem;
  readonly facts: SpaceFacts;
  readonly decisions: readonly TracedDecision[];
}

/** The decisions that the expression at this place makes, in every space that may speak of it. */
export function decisionsAt(program: Program, file: string, span: Span): PlaceOfDecisions[] {
  return spacesAround(program, file, span.start).flatMap(({ item, file: home }) => {
    const facts = spaceFacts(program, item, home);
    const own = facts.analysed.toCut({ file, span });
    if (own === undefined) return [];
    const ids = facts.analysed.result.model.decisions.flatMap(({ id, place }) =>
      place.file === own.file && place.span.start === own.span.start && place.span.end === own.span.end ? [id] : [],
    );
    const decisions = ids.flatMap((id) => facts.model.decisions[id] ?? []);
    return decisions.length === 0 ? [] : [{ space: item, facts, decisions }];
  });
}

/** Milliseconds spent at once on the counts of one decision. */
const TIME = 8;

export function describeDecision(facts: SpaceFacts, decision: TracedDecision): DecisionFacts {
  const job = facts.jobs?.leaves(decision.id);
  const leaves = job && ask(job, TIME);
  return {
    path: decision.path,
    kind: decision.kind,
    ordinal: decision.ordinal,
    alternatives: decision.alternatives.map(show),
    dependent: isLifted(decision.domain) || isOpaque(decision.domain),
    condition: facts.space?.decisions[decision.id]?.condition,
    leaves,
    counting: job?.done === false,
  };
}
