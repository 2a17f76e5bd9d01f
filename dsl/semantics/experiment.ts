/** Experiments: every name looked up, every option plain data, objectives and bounds as numbers. The engine runs what this returns. */
import { diagnostic, type Place } from '../diagnostics/catalogue.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DecisionSpace } from '../space/decision-space.ts';
import { lowerSpace } from '../space/lower.ts';
import { metricNames } from '../space/metric-names.ts';
import { conjuncts } from '../space/requirements.ts';
import { spaceEnvironment } from '../space/trace-space.ts';
import type { ExperimentItem, Expr, Name, RecordExpr, SectionMember } from '../syntax/ast.ts';
import { experimentKeys, kinds } from './kinds.ts';
import { metrics } from './metrics.ts';
import {
  readConstraints,
  readMetric,
  type MetricRef,
  type ResolvedConstraint,
  type ResolvedObjective,
} from './objectives.ts';
import { readOptionRecord, type OptionRecord } from './options.ts';
import { itemsOf, type Program } from './program.ts';
import { nearest } from './suggest.ts';

export interface Configured {
  readonly kind: string;
  readonly options: OptionRecord;
  /** The file that declares it: relative paths in its options are relative to this file's folder. */
  readonly file: string;
}

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
  readonly evaluator?: Configured;
  readonly predictor?: Configured;
  /** Seconds. */
  readonly checkpoint?: number;
}

export interface ResolvedExperiment extends Omit<ExperimentPlan, 'space'> {
  readonly space: DecisionSpace;
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
  const lowered = lowerSpace(program, plan.space);
  return {
    value: lowered.value === undefined ? undefined : { ...plan, space: lowered.value },
    diagnostics: [...diagnostics, ...lowered.diagnostics],
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
  for (const member of item.members) {
    switch (member.kind) {
      case 'field':
        checkKey(member.key, experimentKeys.fields, 'an experiment', file, diagnostics);
        if (fields.has(member.key.text)) duplicate(member.key, file, diagnostics);
        fields.set(member.key.text, member.value);
        break;
      case 'objective': {
        const metric = readMetric(member.value, file, diagnostics);
        if (metric !== undefined) objectives.push({ ...metric, direction: member.direction });
        break;
      }
      case 'require':
        constraints.push(...readConstraints(member.condition, file, program.files.get(file)?.text ?? '', diagnostics));
        break;
      case 'section':
        checkKey(member.section, Object.keys(experimentKeys.sections), 'an experiment', file, diagnostics);
        if (sections.has(member.section.text)) duplicate(member.section, file, diagnostics);
        sections.set(member.section.text, member);
        break;
    }
  }
  const named = (kind: 'space' | 'dataset' | 'evaluator' | 'predictor'): string | undefined =>
    referTo(program, kind, fields.get(kind), file, diagnostics);
  const configured = (kind: 'dataset' | 'evaluator' | 'predictor'): Configured | undefined => {
    const reference = named(kind);
    const found = itemsOf(program, kind, file).find((each) => each.item.name.text === reference);
    return found === undefined
      ? undefined
      : configure(found.item.type, found.item.options, kind, found.file, diagnostics);
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
      : configure(search.type, search.options, 'search', file, diagnostics);
  const budget = readBudget(sections.get('budget'), file, diagnostics);
  const seed = readSeed(fields.get('seed'), file, diagnostics);
  const interval = sections.get('checkpoint')?.options;
  for (const { key } of interval?.entries ?? [])
    checkKey(key, experimentKeys.sections.checkpoint, 'a checkpoint', file, diagnostics);
  const checkpoint = readOptionRecord(interval, file, diagnostics)['every'];
  const [dataset, evaluator, predictor] = (['dataset', 'evaluator', 'predictor'] as const).map(configured);
  if (evaluator !== undefined) checkMeasured(item, evaluator, file, diagnostics);
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
      ...(predictor === undefined ? {} : { predictor }),
      ...(typeof checkpoint === 'number' ? { checkpoint } : {}),
    },
    diagnostics,
  };
}

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

export function configure(
  type: Name,
  options: RecordExpr | undefined,
  group: keyof typeof kinds,
  file: string,
  diagnostics: Diagnostic[],
): Configured {
  const known: readonly string[] = kinds[group];
  if (type.text !== '' && !known.includes(type.text)) {
    const suggestion = nearest(type.text, known) ?? known.join(', ');
    diagnostics.push(
      diagnostic('unknown-name', { file, span: type.span }, { name: type.text, what: `kind of ${group}`, suggestion }),
    );
  }
  return { kind: type.text, options: readOptionRecord(options, file, diagnostics), file };
}

/** Training measures accuracy; what a device takes is in tables only. */
function checkMeasured(item: ExperimentItem, evaluator: Configured, file: string, diagnostics: Diagnostic[]): void {
  for (const member of item.members) {
    if (member.kind !== 'objective') continue;
    const ref = readMetric(member.value, file, []);
    const why = ref === undefined ? undefined : whyUnmeasured(ref, evaluator);
    if (ref === undefined || why === undefined) continue;
    const place = { file, span: member.value.span };
    diagnostics.push(diagnostic('objective-unavailable', place, { objective: ref.metric, why }));
  }
}

/** Which metrics a table has is known when it is read. */
function whyUnmeasured({ metric, device }: MetricRef, { kind, options }: Configured): string | undefined {
  if (metrics.get(metric)?.source === 'static') return undefined;
  if (kind === 'train')
    return metric === 'latency' ? 'the evaluator "train" measures accuracy; latencies come from a table' : undefined;
  if (kind !== 'command') return undefined;
  const reported = options['metrics'] ?? ['accuracy'];
  const key = device === undefined ? metric : `${metric}(${device})`;
  // What is no list is told when the experiment starts.
  if (!Array.isArray(reported) || reported.includes(key)) return undefined;
  return `the evaluator "command" measures ${reported.join(', ')}; name "${key}" among its metrics if its program reports it`;
}

function checkKey(key: Name, known: readonly string[], of: string, file: string, diagnostics: Diagnostic[]): void {
  if (key.text === '' || known.includes(key.text)) return;
  const suggestion = nearest(key.text, known);
  diagnostics.push(
    diagnostic(
      'unknown-key',
      { file, span: key.span },
      {
        key: key.text,
        of,
        known: known.join(', '),
        ...(suggestion === undefined ? {} : { suggestion }),
      },
    ),
  );
}

function duplicate(key: Name, file: string, diagnostics: Diagnostic[]): void {
  diagnostics.push(diagnostic('duplicate-key', { file, span: key.span }, { key: key.text }));
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
