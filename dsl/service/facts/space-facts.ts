/**
 * What is known of a space: its model, and the numbers that take a while, as jobs. They are kept with the result of the analysis, so
 * that they last for as long as the space means the same, whatever else is typed.
 */
import type { Place } from '../../diagnostics/catalogue.ts';
import { analysisOf, type AnalysedSpace } from '../../semantics/analysis.ts';
import type { SpaceResult } from '../../semantics/analysis/memory.ts';
import { itemsOf, type Found, type Program } from '../../semantics/program.ts';
import { isLifted, isOpaque, type Value } from '../../semantics/values.ts';
import { lift } from '../../semantics/lifted.ts';
import { compileCellConstraint, type CellConstraint } from '../../space/cell-constraint.ts';
import { costRangeSteps, drawnRangesSteps, type CostRange } from '../../space/cost-range.ts';
import type { DecisionSpace, SpaceSize } from '../../space/decision-space.ts';
import { distinctSteps } from '../../space/distinct.ts';
import { decisionSpace, loweredOf } from '../../space/lower.ts';
import type { SpaceModel } from '../../space/model.ts';
import { countStructuresSteps, ENUMERATION_LIMIT, feasibleSteps, structuralSteps } from '../../space/size.ts';
import type { Steps } from '../../space/steps.ts';
import { TooManySteps } from '../../space/too-many-steps.ts';
import { startTrace } from '../../space/trace.ts';
import type { SpaceItem, Span } from '../../syntax/ast.ts';
import { ask, makeJob, type Job } from './job.ts';

/** Costs that the architectures of a space span. */
export interface SpaceRanges {
  readonly params: CostRange;
  readonly macs: CostRange;
  /** Architectures drawn, where the range is what these spanned; undefined where it is exact. */
  readonly draws: number | undefined;
}

/** Architectures with and without a requirement. */
export interface Kept {
  readonly of: SpaceSize;
  readonly kept: SpaceSize;
}

export interface SpaceFacts {
  readonly analysed: AnalysedSpace;
  /** With places as they are now. */
  readonly model: SpaceModel;
  /** Undefined where the space has errors. */
  readonly space: DecisionSpace | undefined;
  readonly constraints: readonly CellConstraint[];
  readonly jobs: SpaceJobs | undefined;
}

export interface SpaceJobs {
  /** Architectures under requirements of decisions and structure. */
  readonly structural: Job<SpaceSize>;
  /** Under all static requirements. */
  readonly size: Job<SpaceSize>;
  /** Different live graphs among these. */
  readonly distinct: Job<SpaceSize>;
  /** Requirements on costs left aside. */
  readonly ranges: Job<SpaceRanges | undefined>;
  /** Architectures, costs left aside, that take each alternative of a decision; undefined where its alternatives depend on others. */
  leaves(decision: number): Job<readonly bigint[] | undefined>;
  /**
   * What the requirement at this span of the cut alone keeps: of all where it speaks of decisions or structure, else of what those
   * leave.
   */
  keeps(span: Span): Job<Kept | undefined>;
}

/** Draws for ranges that are not sums of known parts. */
const RANGE_DRAWS = 200;

interface KeptFacts {
  readonly space: DecisionSpace | undefined;
  readonly constraints: readonly CellConstraint[];
  readonly jobs: SpaceJobs | undefined;
  /** All that have been made. */
  readonly made: Job<unknown>[];
}

const known = new WeakMap<SpaceResult, KeptFacts>();

export function spaceFacts(program: Program, item: SpaceItem, file: string): SpaceFacts {
  const analysed = analysisOf(program).space(item, file);
  const kept = keptOf(analysed.result);
  const whole = analysed.broken ? { ...kept, space: undefined, jobs: undefined } : kept;
  return {
    analysed,
    get model() {
      return analysed.model;
    },
    space: whole.space,
    constraints: kept.constraints,
    jobs: whole.jobs,
  };
}

/** The spaces that may speak of this place: the one around it, or else all that the entry file sees. */
export function spacesAround(program: Program, file: string, offset: number): Found<SpaceItem>[] {
  const all = itemsOf(program, 'space');
  const around = all.find(
    ({ item, file: home }) => home === file && item.span.start <= offset && offset < item.span.end,
  );
  return around === undefined ? all : [around];
}

function keptOf(result: SpaceResult): KeptFacts {
  let facts = known.get(result);
  if (facts === undefined) known.set(result, (facts = collect(result)));
  return facts;
}

function collect({ program, model }: SpaceResult): KeptFacts {
  const tracer = startTrace(program);
  const constraints = model.sound ? model.cells.flatMap((factor) => compileCellConstraint(tracer, factor) ?? []) : [];
  const sound = model.sound && constraints.length === model.cells.length;
  if (!sound) return { space: undefined, constraints, jobs: undefined, made: [] };
  const space = decisionSpace(program, model);
  const made: Job<unknown>[] = [];
  const jobs = jobsOf(program, model, space, constraints, <T>(start: () => Steps<T>): Job<T> => {
    const job = makeJob(start);
    made.push(job);
    return job;
  });
  return { space, constraints, jobs, made };
}

function jobsOf(
  program: Program,
  model: SpaceModel,
  space: DecisionSpace,
  constraints: readonly CellConstraint[],
  job: <T>(start: () => Steps<T>) => Job<T>,
): SpaceJobs {
  const lowered = loweredOf(space);
  const structural = job(() => structuralSteps(lowered));
  const size = model.costs.length === 0 ? structural : job(() => feasibleSteps(lowered));
  /** The space once more, for jobs that meet so many architectures that what they leave behind should go with them. */
  const aside = (): DecisionSpace => decisionSpace(program, { ...model });
  const leaves = new Map<number, Job<readonly bigint[] | undefined>>();
  const keeps = new Map<string, Job<Kept | undefined>>();
  const counted = (tables: SpaceModel['tables'], cells: readonly CellConstraint[]): Steps<bigint> =>
    countStructuresSteps({ ...model, tables }, cells, ENUMERATION_LIMIT);
  const within = (span: Span, place: Place): boolean =>
    place.file === model.file && place.span.start >= span.start && place.span.end <= span.end;

  function* leavesOf(id: number): Steps<readonly bigint[] | undefined> {
    const decision = model.decisions[id];
    if (decision === undefined || isLifted(decision.domain) || isOpaque(decision.domain)) return undefined;
    const counts: bigint[] = [];
    const size = decision.alternatives.length;
    for (let taken = 0; taken < size; taken++) {
      const table = Array.from({ length: size }, (_, alternative) => alternative === taken);
      const pick: Value = { kind: 'lifted', deps: [id], sizes: [size], table };
      const condition = lift([decision.guard, pick], ([active, picked]) => active === true && picked === true);
      if (isOpaque(condition)) return undefined;
      const count = yield* counted([...model.tables, { condition, place: decision.place }], constraints);
      counts.push(count);
    }
    return counts;
  }

  function* keptBy(span: Span): Steps<Kept | undefined> {
    const costs = model.costs.filter(({ place }) => within(span, place));
    if (costs.length > 0) {
      const of = yield* structuralSteps(lowered);
      const alone = decisionSpace(program, { ...model, costs });
      return { of, kept: yield* feasibleSteps(loweredOf(alone)) };
    }
    const tables = model.tables.filter(({ place }) => within(span, place));
    const cells = constraints.filter((_, i) =>
      within(span, { file: model.file, span: (model.cells[i] as SpaceModel['cells'][number]).condition.span }),
    );
    const of = space.rawSize();
    if (tables.length + cells.length === 0) return { of: exact(of), kept: exact(of) };
    return { of: exact(of), kept: exact(yield* counted(tables, cells)) };
  }

  return {
    structural,
    size,
    distinct: job(function* () {
      const counted = yield* valueOf(size);
      return yield* distinctSteps(loweredOf(aside()), counted);
    }),
    ranges: job(() => rangesOf(model, aside())),
    leaves: (id) => once(leaves, id, () => job(() => untilTooMany(leavesOf(id)))),
    keeps: (span) => once(keeps, String(span.start), () => job(() => untilTooMany(keptBy(span)))),
  };
}

/** Waits for another job by doing some of it. */
function* valueOf<T>(job: Job<T>): Steps<T> {
  for (;;) {
    const value = ask(job, 1);
    if (value !== undefined) return value;
    yield;
  }
}

const exact = (value: bigint): SpaceSize => ({ value, method: 'exact' });

function once<K, V>(made: Map<K, V>, key: K, make: () => V): V {
  let found = made.get(key);
  if (found === undefined) made.set(key, (found = make()));
  return found;
}

function* untilTooMany<T>(steps: Steps<T>): Steps<T | undefined> {
  try {
    return yield* steps;
  } catch (error) {
    if (error instanceof TooManySteps) return undefined;
    throw error;
  }
}

function* rangesOf(model: SpaceModel, space: DecisionSpace): Steps<SpaceRanges | undefined> {
  const params = yield* costRangeSteps(model, 'params');
  const macs = params && (yield* costRangeSteps(model, 'macs'));
  if (params !== undefined && macs !== undefined) return { params, macs, draws: undefined };
  return yield* drawnRangesSteps(space.withoutCosts(), RANGE_DRAWS);
}

/** Goes on with the jobs that have been asked for, of the spaces that the entry file sees; how many are left, and how many ended. */
export function continueJobs(program: Program, milliseconds: number): { left: number; finished: number } {
  const until = Date.now() + milliseconds;
  const analysis = analysisOf(program);
  const open = itemsOf(program, 'space').flatMap(({ item, file }) =>
    (known.get(analysis.space(item, file).result)?.made ?? []).filter((job) => job.begun && !job.done),
  );
  for (const job of open) job.advance(until);
  const left = open.filter((job) => !job.done).length;
  return { left, finished: open.length - left };
}
