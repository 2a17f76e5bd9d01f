/** What is known of a requirement of a space: when it is tested and, where that is quick to count, the share that it keeps. */
import { metrics } from '../../semantics/metrics.ts';
import type { Program } from '../../semantics/program.ts';
import { metricNames, spaceEnvironment } from '../../space/trace-space.ts';
import type { RequireMember, SpaceItem } from '../../syntax/ast.ts';
import { countWithin, spaceFacts } from './space-facts.ts';

export interface RequireFacts {
  readonly kind: 'decisions' | 'structure' | 'static' | 'predicted';
  /** Metrics that it speaks of. */
  readonly metrics: readonly string[];
  /** Architectures that this requirement alone keeps of all; undefined where that is not quick to count. */
  readonly keeps: { readonly of: bigint; readonly kept: bigint } | undefined;
}

/** Milliseconds for a walk over all architectures. */
const TIME = 30;

export function requireFacts(program: Program, space: SpaceItem, file: string, member: RequireMember): RequireFacts {
  const named = [...metricNames(member.condition, spaceEnvironment(program, space, file))];
  const facts = spaceFacts(program, space, file);
  const { model } = facts;
  const inside = ({ span }: { span: { start: number; end: number } }): boolean =>
    span.start >= member.span.start && span.end <= member.span.end;
  const tables = model.tables.filter(({ place }) => place.file === file && inside(place));
  const cells = facts.constraints.filter((_, i) => model.cells[i]?.condition === member.condition);
  const result = (kind: RequireFacts['kind'], keeps: RequireFacts['keeps']): RequireFacts => ({
    kind,
    metrics: named,
    keeps,
  });
  if (named.some((name) => metrics.get(name)?.source === 'predicted')) return result('predicted', undefined);
  if (named.length > 0) {
    const alone = model.costs.length === 1 && model.costs[0]?.condition === member.condition;
    const walked = alone ? facts.walk(TIME) : undefined;
    const of = facts.structural;
    return result(
      'static',
      walked?.done === true && of !== undefined ? { of, kept: BigInt(walked.feasible) } : undefined,
    );
  }
  const kind = cells.length > 0 ? 'structure' : 'decisions';
  if (facts.space === undefined || tables.length + cells.length === 0) return result(kind, undefined);
  const kept = countWithin({ ...model, tables }, cells);
  return result(kind, kept === undefined ? undefined : { of: facts.space.rawSize(), kept });
}
