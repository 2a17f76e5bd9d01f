/** Experiments: every name looked up, every option plain data, objectives and bounds as numbers. The engine runs what this returns. */
import { diagnostic, type Place } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DecisionSpace } from '../space/decision-space.ts';
import { lowerSpace } from '../space/lower.ts';
import { metricNames } from '../space/metric-names.ts';
import { conjuncts } from '../space/requirements.ts';
import { spaceEnvironment } from '../space/trace-space.ts';
import type { ExperimentItem, Expr, SectionMember } from '../syntax/ast.ts';
import { checkKey, configure, reportDuplicate, type Configured } from './configured.ts';
import {
  configureHypernetwork,
  hypernetworksIn,
  planHypernetwork,
  type ConfiguredHypernetwork,
  type PlannedHypernetwork,
} from './hypernetworks.ts';
import { checkDevices } from './devices.ts';
import { experimentKeys } from './kinds.ts';
import { metricsOfExperiment, reportedBy, type KnownMetrics } from './declared-metrics.ts';
import { metrics } from './metrics.ts';
import {
  readConstraints,
  readMetric,
  type MetricRef,
  type ResolvedConstraint,
  type ResolvedObjective,
} from './objectives.ts';
import { readOptionRecord } from './options.ts';
import { itemsOf, type Program } from './program.ts';
import { measuringBy, type Queued } from './queued.ts';
import { nearest } from './suggest.ts';

/** An experiment without its space: what can be said of it before the space is lowered. */
export interface ExperimentPlan {
  readonly name: string;
  readonly space: string | undefined;
  readonly objectives: readonly ResolvedObjective[];
  readonly constraints: readonly ResolvedConstraint[];
  readonly strategy: Configured;
  readonly budget: { readonly evaluations?: number; readonly time?: number };
  readonly seed: number;
  readonly dataset?: Configured;
  /** What measures, behind a queue or not. */
  readonly evaluator?: Configured;
  readonly queue?: Queued;
  readonly predictor?: Configured;
  /** Those that its parts name; absent where there are none. */
  readonly hypernetworks?: readonly PlannedHypernetwork[];
  /** Seconds. */
  readonly checkpoint?: number;
}

export interface ResolvedExperiment extends Omit<ExperimentPlan, 'space' | 'hypernetworks'> {
  readonly space: DecisionSpace;
  readonly hypernetworks?: readonly ConfiguredHypernetwork[];
}

/** The experiment of this name, or the only one that the entry file sees. */
export function resolveExperiment(program: Program, name?: string): Checked<ResolvedExperiment | undefined> {
  const all = itemsOf(program, 'experiment');
  const found = name === undefined ? all : all.filter(({ item }) => item.name.text === name);
  const [experiment] = found;
  const place: Place = { file: program.entry, span: { start: 0, end: 0 } };
  if (experiment === undefined || (name === undefined && found.length > 1)) {
    const names = all.map(({ item }) => item.name.text).join(', ');
    const what =
      found.length > 1
        ? `single experiment, but several (${names}); say which`
        : `experiment${name === undefined ? '' : ` "${name}"`}`;
    return { value: undefined, diagnostics: [diagnostic('missing-member', place, { what, of: 'this file' })] };
  }
  const { value: plan, diagnostics } = planExperiment(program, experiment.item, experiment.file);
  if (plan?.space === undefined || diagnostics.some((each) => each.severity === 'error'))
    return { value: undefined, diagnostics };
  const { hypernetworks: named = [], ...rest } = plan;
  const lowered = lowerSpace(program, plan.space);
  const at: Place = { file: experiment.file, span: experiment.item.name.span };
  const fallback = { space: lowered.value, dataset: plan.dataset };
  const configured = named.map((each) => configureHypernetwork(program, each, fallback, at));
  const reported = [...diagnostics, ...lowered.diagnostics, ...configured.flatMap((each) => each.diagnostics)];
  const hypernetworks = configured.flatMap(({ value }) => value ?? []);
  if (lowered.value === undefined || hypernetworks.length < named.length)
    return { value: undefined, diagnostics: reported };
  return {
    value: { ...rest, space: lowered.value, ...(named.length === 0 ? {} : { hypernetworks }) },
    diagnostics: reported,
  };
}

export function planExperiment(
  program: Program,
  item: ExperimentItem,
  file: string,
): Checked<ExperimentPlan | undefined> {
  const diagnostics: Diagnostic[] = [];
  const fields = new Map<string, Expr>();
  const objectives: ResolvedObjective[] = [];
  const constraints: ResolvedConstraint[] = [];
  const sections = new Map<string, SectionMember>();
  const known = metricsOfExperiment(program, item, file);
  const source = program.files.get(file)?.text ?? '';
  for (const member of item.members) {
    switch (member.kind) {
      case 'field':
        checkKey(member.key, experimentKeys.fields, 'an experiment', file, diagnostics);
        if (fields.has(member.key.text)) reportDuplicate(member.key, file, diagnostics);
        fields.set(member.key.text, member.value);
        break;
      case 'objective': {
        const metric = readMetric(member.value, file, diagnostics, known);
        if (metric !== undefined) objectives.push({ ...metric, direction: member.direction });
        break;
      }
      case 'require':
        constraints.push(...readConstraints(member.condition, file, source, diagnostics, known));
        break;
      case 'section':
        checkKey(member.section, Object.keys(experimentKeys.sections), 'an experiment', file, diagnostics);
        if (sections.has(member.section.text)) reportDuplicate(member.section, file, diagnostics);
        sections.set(member.section.text, member);
        break;
    }
  }
  const named = (kind: 'space' | 'dataset' | 'evaluator' | 'predictor'): string | undefined =>
    referTo(program, kind, fields.get(kind), file, diagnostics);
  const configured = (kind: 'dataset' | 'predictor'): Configured | undefined => {
    const reference = named(kind);
    const found = itemsOf(program, kind, file).find((each) => each.item.name.text === reference);
    return found === undefined
      ? undefined
      : configure(program, found.item.type, found.item.options, kind, found.file, diagnostics);
  };
  const place: Place = { file, span: item.name.span };
  const space = named('space');
  constraints.push(...predictedConstraints(program, space, file, diagnostics));
  if (!fields.has('space')) diagnostics.push(diagnostic('experiment-incomplete', place, { what: '"space: Name"' }));
  if (!item.members.some((member) => member.kind === 'objective')) {
    diagnostics.push(diagnostic('experiment-incomplete', place, { what: 'objective: write "maximize accuracy"' }));
  }
  const search = sections.get('search');
  const strategy: Configured =
    search?.type === undefined
      ? { kind: 'predictor', options: {}, file }
      : configure(program, search.type, search.options, 'search', file, diagnostics);
  const budget = readBudget(sections.get('budget'), file, diagnostics);
  const seed = readSeed(fields.get('seed'), file, diagnostics);
  const interval = sections.get('checkpoint')?.options;
  for (const { key } of interval?.entries ?? [])
    checkKey(key, experimentKeys.sections.checkpoint, 'a checkpoint', file, diagnostics);
  const checkpoint = readOptionRecord(interval, file, diagnostics)['every'];
  const [dataset, predictor] = (['dataset', 'predictor'] as const).map(configured);
  const { evaluator, queue } = measuringBy(program, named('evaluator'), file, diagnostics);
  const hypernetworks = uniqueNames([
    ...(evaluator === undefined ? [] : hypernetworksIn('evaluator', evaluator)),
    ...hypernetworksIn('search', strategy),
    ...(predictor === undefined ? [] : hypernetworksIn('predictor', predictor)),
  ]).flatMap((name) => planHypernetwork(program, name, file) ?? []);
  if (evaluator !== undefined) checkMeasured(item, evaluator, known, file, diagnostics);
  if (evaluator !== undefined && program.devices !== undefined)
    checkDevices(program.devices, item, space, evaluator, file, diagnostics);
  return {
    value: {
      name: item.name.text,
      space,
      objectives,
      constraints,
      strategy,
      budget,
      seed,
      ...(dataset === undefined ? {} : { dataset }),
      ...(evaluator === undefined ? {} : { evaluator }),
      ...(queue === undefined ? {} : { queue }),
      ...(predictor === undefined ? {} : { predictor }),
      ...(hypernetworks.length === 0 ? {} : { hypernetworks }),
      ...(typeof checkpoint === 'number' ? { checkpoint } : {}),
    },
    diagnostics,
  };
}

const uniqueNames = (names: readonly string[]): string[] => [...new Set(names)];

/** What the space itself requires of predicted metrics: its counting and sampling leave that to the search. */
function predictedConstraints(
  program: Program,
  name: string | undefined,
  from: string,
  diagnostics: Diagnostic[],
): ResolvedConstraint[] {
  const found = itemsOf(program, 'space', from).find(({ item }) => item.name.text === name);
  if (found === undefined) return [];
  const { item, file } = found;
  const environment = spaceEnvironment(program, item, file);
  const source = program.files.get(file)?.text ?? '';
  return item.members.flatMap((member) => {
    if (member.kind !== 'require') return [];
    return conjuncts(member.condition).flatMap((condition) => {
      const names = [...metricNames(condition, environment)];
      if (!names.some((metric) => metrics.get(metric)?.source === 'predicted')) return [];
      return readConstraints(condition, file, source, diagnostics);
    });
  });
}

/** What is measured by nobody. The latency on a device may be in its profile, which is found when the experiment starts. */
function checkMeasured(
  item: ExperimentItem,
  evaluator: Configured,
  known: KnownMetrics,
  file: string,
  diagnostics: Diagnostic[],
): void {
  for (const member of item.members) {
    if (member.kind !== 'objective') continue;
    const ref = readMetric(member.value, file, [], known);
    const why = ref === undefined ? undefined : whyUnmeasured(ref, evaluator);
    if (ref === undefined || why === undefined) continue;
    const place = { file, span: member.value.span };
    diagnostics.push(diagnostic('objective-unavailable', place, { objective: ref.metric, why }));
  }
}

/** Which metrics a table has is known when it is read. */
function whyUnmeasured({ metric, device }: MetricRef, evaluator: Configured): string | undefined {
  const { kind, options } = evaluator;
  if (metrics.get(metric)?.source === 'static') return undefined;
  if (kind === 'table' && metric === 'anytime') {
    const columns = options['metrics'];
    if (device === undefined && typeof columns === 'object' && Object.hasOwn(columns, metric)) return undefined;
    return 'the evaluator "table" knows no exits; write "anytime" without a budget and name its column, metrics: { anytime: column }, or train';
  }
  if (metric === 'latency' && device !== undefined) return undefined;
  if (metric === 'latency' && kind !== 'command' && kind !== 'table')
    return 'it is not said on which device; write latency(device: "name")';
  if (kind !== 'command') return undefined;
  const reported = reportedBy(evaluator);
  const key = device === undefined ? metric : `${metric}(${device})`;
  // What is no list is told when the experiment starts.
  if (reported === undefined || reported.includes(key)) return undefined;
  return `the evaluator "command" measures ${reported.join(', ')}; name "${key}" among its metrics if its program reports it`;
}

/** The name that a field holds, if something of that kind is called so. */
function referTo(
  program: Program,
  kind: 'space' | 'dataset' | 'evaluator' | 'predictor',
  value: Expr | undefined,
  file: string,
  diagnostics: Diagnostic[],
): string | undefined {
  if (value === undefined || value.kind === 'error') return undefined;
  const place = { file, span: value.span };
  if (value.kind !== 'name') {
    diagnostics.push(
      diagnostic('type-mismatch', place, { expected: `the name of a ${kind}`, actual: 'something else' }),
    );
    return undefined;
  }
  const names = itemsOf(program, kind, file).map((found) => found.item.name.text);
  if (names.includes(value.name)) return value.name;
  const suggestion = nearest(value.name, names);
  diagnostics.push(
    diagnostic('unknown-name', place, {
      name: value.name,
      what: kind,
      ...(suggestion === undefined ? {} : { suggestion }),
    }),
  );
  return undefined;
}

function readBudget(
  section: SectionMember | undefined,
  file: string,
  diagnostics: Diagnostic[],
): ExperimentPlan['budget'] {
  const options = readOptionRecord(section?.options, file, diagnostics);
  const budget: { evaluations?: number; time?: number } = {};
  for (const entry of section?.options?.entries ?? []) {
    checkKey(entry.key, experimentKeys.sections.budget, 'a budget', file, diagnostics);
    const value = options[entry.key.text];
    const whole = entry.key.text !== 'evaluations' || Number.isInteger(value);
    if (typeof value !== 'number' || value <= 0 || !whole) {
      const why = entry.key.text === 'time' ? 'must be a time above 0, such as 2h' : 'must be a whole number above 0';
      diagnostics.push(
        diagnostic('budget-impossible', { file, span: entry.value.span }, { why: `${entry.key.text} ${why}` }),
      );
    } else if (entry.key.text === 'evaluations') budget.evaluations = value;
    else budget.time = value;
  }
  return budget;
}

function readSeed(value: Expr | undefined, file: string, diagnostics: Diagnostic[]): number {
  if (value === undefined || value.kind === 'error') return 0;
  if (value.kind === 'number' && Number.isInteger(value.value)) return value.value;
  diagnostics.push(
    diagnostic(
      'type-mismatch',
      { file, span: value.span },
      { expected: 'a whole number as seed', actual: 'something else' },
    ),
  );
  return 0;
}
