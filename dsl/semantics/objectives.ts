/** Objectives and requirements of experiments, as metrics with directions and bounds. */
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { BinaryExpr, CallExpr, Expr, NumberExpr } from '../syntax/ast.ts';
import { metrics, type Metric } from './metrics.ts';
import { nearest } from './suggest.ts';
import type { KnownMetrics } from './declared-metrics.ts';
import { countText, dimensionOf, withUnit, type Dimension } from './units.ts';

export interface MetricRef {
  readonly metric: string;
  /** What stands in its brackets: the device of a latency; the budget of an anytime accuracy in multiply-accumulates, as `30M`. */
  readonly device?: string;
  /** Of a metric that the evaluator declares, unless it is a plain number. */
  readonly unit?: Exclude<Dimension, 'count'>;
}

export interface ResolvedObjective extends MetricRef {
  readonly direction: 'maximize' | 'minimize';
}

export interface ResolvedConstraint extends MetricRef {
  readonly text: string;
  readonly min?: number;
  readonly max?: number;
  readonly exclusive?: boolean;
}

/** `accuracy`, `latency(device: "edgegpu")`, `anytime(30M)`; undefined when it is neither, which has been reported. */
export function readMetric(
  expr: Expr,
  file: string,
  diagnostics: Diagnostic[],
  known: KnownMetrics = metrics,
): MetricRef | undefined {
  const callee = expr.kind === 'call' ? expr.callee : expr;
  const place = { file, span: expr.span };
  if (callee.kind === 'error') return undefined;
  if (callee.kind !== 'name') {
    diagnostics.push(
      diagnostic('type-mismatch', place, {
        expected: `a metric (${[...known.keys()].join(', ')})`,
        actual: 'another expression',
      }),
    );
    return undefined;
  }
  const found = known.get(callee.name);
  if (found === undefined) {
    const suggestion = nearest(callee.name, known.keys());
    diagnostics.push(
      diagnostic(
        'unknown-name',
        { file, span: callee.span },
        {
          name: callee.name,
          what: 'metric',
          ...(suggestion === undefined ? {} : { suggestion }),
        },
      ),
    );
    return undefined;
  }
  const unit = found.declared === true && found.dimension !== 'count' ? { unit: found.dimension } : {};
  if (expr.kind !== 'call') return { metric: callee.name, ...unit };
  if (callee.name === 'anytime') return readAnytime(expr, file, diagnostics);
  const device = expr.args.find((arg) => arg.name === undefined || arg.name.text === 'device')?.value;
  if (found.perDevice !== true || device?.kind !== 'string') {
    diagnostics.push(
      diagnostic('invalid-value', place, {
        what: callee.name,
        why: 'takes no arguments; only latency(device: "name") and anytime(30M) do',
      }),
    );
    return undefined;
  }
  return { metric: callee.name, device: device.value, ...unit };
}

/** `anytime(30M)`: up to which cost an answer may be asked for. */
function readAnytime(expr: CallExpr, file: string, diagnostics: Diagnostic[]): MetricRef | undefined {
  const [only, more] = expr.args;
  const value = only?.value;
  const named = only?.name === undefined || only.name.text === 'budget';
  if (value?.kind === 'number' && named && more === undefined) {
    if (value.unit !== undefined && dimensionOf(value.unit) !== 'count') {
      const expected = 'multiply-accumulates (K, M, G) as the budget of anytime';
      diagnostics.push(diagnostic('unit-mismatch', { file, span: value.span }, { expected, actual: value.unit }));
      return undefined;
    }
    const budget = withUnit(value.value, value.unit);
    if (budget > 0) return { metric: 'anytime', device: countText(budget) };
  }
  const why = 'takes the largest budget in multiply-accumulates, a number above 0, such as anytime(30M)';
  diagnostics.push(diagnostic('invalid-value', { file, span: expr.span }, { what: 'anytime', why }));
  return undefined;
}

/** `params <= 1.5M`, `latency(..) in 1ms..2ms`, several joined by `and`. `source` is the text of the file. */
export function readConstraints(
  expr: Expr,
  file: string,
  source: string,
  diagnostics: Diagnostic[],
  known: KnownMetrics = metrics,
): ResolvedConstraint[] {
  if (expr.kind === 'error') return [];
  if (expr.kind === 'binary' && expr.operator === 'and') {
    return [
      ...readConstraints(expr.left, file, source, diagnostics, known),
      ...readConstraints(expr.right, file, source, diagnostics, known),
    ];
  }
  const place = { file, span: expr.span };
  const unfit = (): ResolvedConstraint[] => {
    const expected = 'a comparison of a metric with a number, such as params <= 1.5M or accuracy > 90%';
    diagnostics.push(diagnostic('type-mismatch', place, { expected, actual: 'another condition' }));
    return [];
  };
  if (expr.kind !== 'binary') return unfit();
  const flipped = isNumber(expr.left) && !isNumber(expr.right);
  const [metricSide, boundSide] = flipped ? [expr.right, expr.left] : [expr.left, expr.right];
  const metric = readMetric(metricSide, file, diagnostics, known);
  if (metric === undefined) return [];
  const text = source.slice(expr.span.start, expr.span.end).replace(/\s+/g, ' ');
  const of = known.get(metric.metric) as Metric;
  const value = (bound: NumberExpr): number | undefined => readBound(bound, of, file, diagnostics);
  if (
    expr.operator === 'in' &&
    boundSide.kind === 'range' &&
    boundSide.from.kind === 'number' &&
    boundSide.to.kind === 'number'
  ) {
    const min = value(boundSide.from);
    const max = value(boundSide.to);
    if (min === undefined || max === undefined) return [];
    if (min > max)
      diagnostics.push(diagnostic('empty-range', place, { from: boundSide.from.text, to: boundSide.to.text }));
    return [{ ...metric, text, min, max }];
  }
  if (boundSide.kind !== 'number') return unfit();
  const bound = value(boundSide);
  if (bound === undefined) return [];
  const below = flipped
    ? { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }
    : { '<': '<', '<=': '<=', '>': '>', '>=': '>=' };
  switch (below[expr.operator as keyof typeof below]) {
    case '<':
      return [{ ...metric, text, max: bound, exclusive: true }];
    case '<=':
      return [{ ...metric, text, max: bound }];
    case '>':
      return [{ ...metric, text, min: bound, exclusive: true }];
    case '>=':
      return [{ ...metric, text, min: bound }];
    default:
      return unfit();
  }
}

function isNumber(expr: Expr): boolean {
  return expr.kind === 'number';
}

function readBound(expr: NumberExpr, metric: Metric, file: string, diagnostics: Diagnostic[]): number | undefined {
  if (expr.unit !== undefined && dimensionOf(expr.unit) !== metric.dimension) {
    diagnostics.push(
      diagnostic('unit-mismatch', { file, span: expr.span }, { expected: unitsOf(metric), actual: expr.unit }),
    );
    return undefined;
  }
  return withUnit(expr.value, expr.unit);
}

function unitsOf(metric: Metric): string {
  switch (metric.dimension) {
    case 'count':
      return `a count (K, M, G) for ${metric.name}`;
    case 'bytes':
      return `bytes (KB, MB, GB) for ${metric.name}`;
    case 'time':
      return `a time (us, ms, s) for ${metric.name}`;
    case 'percent':
      return `percent for ${metric.name}`;
  }
}

/** Units in a space's own requirement: every comparison of a metric with a number of another dimension. */
export function checkUnits(expr: Expr, file: string, diagnostics: Diagnostic[]): void {
  if (expr.kind === 'binary') {
    checkComparison(expr, file, diagnostics);
    checkUnits(expr.left, file, diagnostics);
    checkUnits(expr.right, file, diagnostics);
  }
  if (expr.kind === 'unary') checkUnits(expr.operand, file, diagnostics);
}

function checkComparison(expr: BinaryExpr, file: string, diagnostics: Diagnostic[]): void {
  const sides = [expr.left, expr.right];
  const metric = sides.flatMap((side) => {
    const named = side.kind === 'call' ? side.callee : side;
    return named.kind === 'name' ? (metrics.get(named.name) ?? []) : [];
  })[0];
  if (metric === undefined) return;
  const bounds = sides.flatMap((side) => (side.kind === 'range' ? [side.from, side.to] : [side]));
  for (const bound of bounds) if (bound.kind === 'number') readBound(bound, metric, file, diagnostics);
}
