/** What is known of a requirement of a space: when it is tested and the share that it keeps, as far as it has been counted. */
import { metrics } from '../../semantics/metrics.ts';
import type { Program } from '../../semantics/program.ts';
import { metricNames, spaceEnvironment } from '../../space/trace-space.ts';
import type { RequireMember, SpaceItem } from '../../syntax/ast.ts';
import { ask } from './job.ts';
import { spaceFacts, type Kept } from './space-facts.ts';

export interface RequireFacts {
  readonly kind: 'decisions' | 'structure' | 'static' | 'predicted';
  /** Metrics that it speaks of. */
  readonly metrics: readonly string[];
  /** Architectures that this requirement alone keeps; undefined where that is not known, or not yet. */
  readonly keeps: Kept | undefined;
  /** Whether they are being counted. */
  readonly counting: boolean;
}

/** `milliseconds`: how long to count at once. */
export function requireFacts(
  program: Program,
  space: SpaceItem,
  file: string,
  member: RequireMember,
  milliseconds: number,
): RequireFacts {
  const named = [...metricNames(member.condition, spaceEnvironment(program, space, file))];
  const facts = spaceFacts(program, space, file);
  const kind = kindOf(named, facts.model.cells.length > 0 && onStructure(member));
  const own = facts.analysed.toCut({ file, span: member.span });
  const job = kind === 'predicted' || own === undefined ? undefined : facts.jobs?.keeps(own.span);
  return { kind, metrics: named, keeps: job && ask(job, milliseconds), counting: job?.done === false };
}

function kindOf(named: readonly string[], structure: boolean): RequireFacts['kind'] {
  if (named.some((name) => metrics.get(name)?.source === 'predicted')) return 'predicted';
  if (named.length > 0) return 'static';
  return structure ? 'structure' : 'decisions';
}

/** Whether it speaks of `self`, as requirements of cells do. */
function onStructure({ condition }: RequireMember): boolean {
  return JSON.stringify(condition).includes('"name":"self"');
}
