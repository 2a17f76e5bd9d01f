/** What is known of a `choice` or `choose`: every decision that it makes, and what each alternative leaves of the space. */
import { itemsOf, type Program } from '../../semantics/program.ts';
import { lift } from '../../semantics/lifted.ts';
import { isLifted, isOpaque, show, type Value } from '../../semantics/values.ts';
import type { TracedDecision } from '../../space/model.ts';
import type { Span, SpaceItem } from '../../syntax/ast.ts';
import { countWithin, spaceFacts, type SpaceFacts } from './space-facts.ts';

export interface DecisionFacts {
  readonly path: string;
  readonly kind: 'choice' | 'subset';
  readonly ordinal: boolean;
  readonly alternatives: readonly string[];
  /** Whether the list of alternatives depends on other decisions; then `alternatives` is the longest one. */
  readonly dependent: boolean;
  readonly condition: string | undefined;
  /** Architectures, costs left aside, that take each alternative; undefined where that cannot be had quickly. */
  readonly leaves: readonly bigint[] | undefined;
}

export interface PlaceOfDecisions {
  readonly space: SpaceItem;
  readonly facts: SpaceFacts;
  readonly decisions: readonly TracedDecision[];
}

/** The decisions that the expression at this place makes, in every space that the program's files hold. */
export function decisionsAt(program: Program, file: string, span: Span): PlaceOfDecisions[] {
  return itemsOf(program, 'space').flatMap(({ item, file: home }) => {
    const facts = spaceFacts(program, item, home);
    const decisions = facts.model.decisions.filter(
      ({ place }) => place.file === file && place.span.start === span.start && place.span.end === span.end,
    );
    return decisions.length === 0 ? [] : [{ space: item, facts, decisions }];
  });
}

/** Milliseconds for the counts of one decision. */
const TIME = 25;

export function describeDecision(facts: SpaceFacts, decision: TracedDecision): DecisionFacts {
  return {
    path: decision.path,
    kind: decision.kind,
    ordinal: decision.ordinal,
    alternatives: decision.alternatives.map(show),
    dependent: isLifted(decision.domain) || isOpaque(decision.domain),
    condition: facts.space?.decisions[decision.id]?.condition,
    leaves: leavesOf(facts, decision),
  };
}

function leavesOf(facts: SpaceFacts, decision: TracedDecision): bigint[] | undefined {
  if (facts.structural === undefined || isLifted(decision.domain) || isOpaque(decision.domain)) return undefined;
  const end = Date.now() + TIME;
  const counts: bigint[] = [];
  const size = decision.alternatives.length;
  for (let taken = 0; taken < size; taken++) {
    if (Date.now() > end) return undefined;
    const table = Array.from({ length: size }, (_, alternative) => alternative === taken);
    const pick: Value = { kind: 'lifted', deps: [decision.id], sizes: [size], table };
    const condition = lift([decision.guard, pick], ([active, picked]) => active === true && picked === true);
    if (isOpaque(condition)) return undefined;
    const tables = [...facts.model.tables, { condition, place: decision.place }];
    const count = countWithin({ ...facts.model, tables }, facts.constraints);
    if (count === undefined) return undefined;
    counts.push(count);
  }
  return counts;
}
