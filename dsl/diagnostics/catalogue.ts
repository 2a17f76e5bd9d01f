/**
 * Every diagnostic of the language: code, severity and text. One catalogue, so that codes stay stable, message parameters are
 * type-checked where a diagnostic is reported, and the documentation can be checked against it.
 */
import type { Span } from '../syntax/ast.ts';
import { didYouMeanFix } from './did-you-mean.ts';
import type { CodeFix, Diagnostic, RelatedPlace, Severity } from './diagnostic.ts';

interface Entry<P> {
  readonly severity: Severity;
  readonly message: (parameters: P) => string;
}

const error = <P>(message: (p: P) => string): Entry<P> => ({ severity: 'error', message });
const warning = <P>(message: (p: P) => string): Entry<P> => ({ severity: 'warning', message });
const information = <P>(message: (p: P) => string): Entry<P> => ({ severity: 'information', message });

export const catalogue = {
  // ---- syntax
  'syntax-error': error((p: { message: string }) => p.message),
  'nesting-too-deep': error((p: { limit: number }) => `nested more than ${p.limit} levels deep`),
  'file-too-large': error(
    (p: { size: number; limit: number }) => `the file has ${p.size} characters, the limit is ${p.limit}`,
  ),

  // ---- names and imports
  'import-not-found': error((p: { path: string; why: string }) => `cannot import "${p.path}": ${p.why}`),
  'cyclic-import': error((p: { cycle: string }) => `these files import each other: ${p.cycle}`),
  'duplicate-name': error((p: { name: string; what: string }) => `${p.what} "${p.name}" is declared twice`),
  'duplicate-key': error((p: { key: string }) => `key "${p.key}" is given twice`),
  'unknown-name': error((p: { name: string; what: string; known?: string; suggestion?: string }) => {
    const hint = p.suggestion === undefined ? p.known && `there are ${p.known}` : `did you mean "${p.suggestion}"?`;
    return `unknown ${p.what} "${p.name}"${hint === undefined ? '' : `; ${hint}`}`;
  }),
  'unknown-parameter': error(
    (p: { name: string; of: string; known: string; suggestion?: string }) =>
      `${p.of} has no parameter "${p.name}"${p.suggestion === undefined ? `; it has ${p.known}` : `; did you mean "${p.suggestion}"?`}`,
  ),
  'unknown-key': error(
    (p: { key: string; of: string; known: string; suggestion?: string }) =>
      `${p.of} has no key "${p.key}"${p.suggestion === undefined ? `; it has ${p.known}` : `; did you mean "${p.suggestion}"?`}`,
  ),
  'missing-argument': error((p: { name: string; of: string }) => `${p.of} needs a value for "${p.name}"`),
  'missing-member': error((p: { what: string; of: string }) => `${p.of} has no ${p.what}`),

  // ---- values and types
  'type-mismatch': error((p: { expected: string; actual: string }) => `expected ${p.expected}, found ${p.actual}`),
  'invalid-value': error((p: { what: string; why: string }) => `${p.what} ${p.why}`),
  'unit-mismatch': error(
    (p: { expected: string; actual: string }) => `expected ${p.expected}, but the unit is ${p.actual}`,
  ),
  'empty-range': error((p: { from: string; to: string }) => `the range ${p.from}..${p.to} is empty`),
  'empty-choice': error((p: { what: string }) => `${p.what} has no alternatives`),
  'single-alternative': warning((p: { value: string }) => `this choice has one alternative only: ${p.value}`),
  'repeated-alternative': warning((p: { value: string }) => `the alternative ${p.value} is listed twice`),
  'choose-too-many': error((p: { count: number; size: number }) => `cannot choose ${p.count} of a set of ${p.size}`),
  'weights-mismatch': error(
    (p: { weights: number; size: number }) => `${p.weights} weights for ${p.size} alternatives`,
  ),
  'decision-not-allowed': error((p: { where: string }) => `a decision cannot stand in ${p.where}`),
  'decision-unused': warning((p: { path: string }) => `the decision ${p.path} is never used`),

  // ---- shapes
  'shape-mismatch': error(
    (p: { what: string; alternatives: string }) =>
      `${p.what}${p.alternatives === '' ? '' : ` (with ${p.alternatives})`}`,
  ),
  'output-mismatch': error(
    (p: { expected: string; actual: string; alternatives: string }) =>
      `the network ends in ${p.actual}, the space declares ${p.expected}${p.alternatives === '' ? '' : ` (with ${p.alternatives})`}`,
  ),
  'exit-mismatch': error(
    (p: { expected: string; actual: string; alternatives: string }) =>
      `this exit ends in ${p.actual}, the space declares ${p.expected}${p.alternatives === '' ? '' : ` (with ${p.alternatives})`}`,
  ),
  'exit-not-allowed': error((p: { where: string }) => `an exit cannot stand in ${p.where}`),
  'exit-too-dear': warning(
    (p: { macs: number; later: number; next: string }) =>
      `from here this exit takes at least ${p.macs} MACs, ${p.next} at most ${p.later}, so nobody would leave here`,
  ),
  unreachable: warning((p: { why: string }) => `this is never reached: ${p.why}`),
  'block-unused': warning((p: { what: string; name: string }) => `${p.what} "${p.name}" is never used`),

  // ---- the space as a whole
  'require-always-true': warning(() => 'this requirement always holds'),
  'require-always-false': error(() => 'this requirement never holds: the space is empty'),
  'require-unsatisfiable': error(
    (p: { tried: string }) => `no architecture satisfies the requirements together (${p.tried})`,
  ),
  'space-of-one': warning((p: { name: string }) => `space "${p.name}" holds a single architecture`),
  'space-too-deep': error((p: { what: string; limit: number }) => `${p.what} exceeds the limit of ${p.limit}`),

  // ---- architectures
  'arch-outside-space': error(
    (p: { path: string; value: string; legal: string }) => `${p.path} cannot be ${p.value}; it can be ${p.legal}`,
  ),
  'arch-missing-decision': error(
    (p: { path: string; legal: string }) => `the decision ${p.path} is missing; it can be ${p.legal}`,
  ),
  'arch-inactive-decision': error(
    (p: { path: string; condition: string }) => `the decision ${p.path} is not active here: it needs ${p.condition}`,
  ),
  'arch-unknown-path': error(
    (p: { path: string; suggestion?: string }) =>
      `there is no decision "${p.path}"${p.suggestion === undefined ? '' : `; did you mean "${p.suggestion}"?`}`,
  ),
  'arch-infeasible': error((p: { why: string }) => `this architecture is outside its space: ${p.why}`),
  'arch-notation': error(
    (p: { notation: string; why: string }) => `this is not an architecture in ${p.notation} notation: ${p.why}`,
  ),

  // ---- experiments
  'experiment-incomplete': error((p: { what: string }) => `the experiment has no ${p.what}`),
  'objective-unavailable': error((p: { objective: string; why: string }) => `cannot optimise ${p.objective}: ${p.why}`),
  'device-unknown': warning(
    (p: { name: string; why: string; suggestion?: string }) =>
      `no latencies of device "${p.name}" are known: ${p.why}${p.suggestion === undefined ? '' : `; did you mean "${p.suggestion}"?`}`,
  ),
  'hypernetwork-misfit': error(
    (p: { name: string; space: string; why: string }) =>
      `hypernetwork "${p.name}" cannot make weights for space "${p.space}": ${p.why}`,
  ),
  'budget-impossible': error((p: { why: string }) => `this budget cannot be met: ${p.why}`),
  'predicted-require': information(
    (p: { metric: string }) => `${p.metric} is predicted: this requirement holds as far as the model is right`,
  ),
} satisfies Record<string, Entry<never>>;

export type DiagnosticCode = keyof typeof catalogue;

type ParametersOf<C extends DiagnosticCode> = Parameters<(typeof catalogue)[C]['message']>[0];

/** Where a diagnostic points. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

export interface Attached {
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly CodeFix[];
}

/** Makes a diagnostic of the catalogue; the parameters are checked against its message. */
export function diagnostic<C extends DiagnosticCode>(
  code: C,
  place: Place,
  parameters: ParametersOf<C>,
  attached: Attached = {},
): Diagnostic {
  const entry = catalogue[code] as Entry<ParametersOf<C>>;
  const fix = attached.fixes === undefined ? didYouMeanFix(place, parameters) : undefined;
  return {
    code,
    severity: entry.severity,
    message: entry.message(parameters),
    file: place.file,
    span: place.span,
    ...(parameters === undefined ? {} : { parameters }),
    ...(fix === undefined ? {} : { fixes: [fix] }),
    ...attached,
  };
}

/** The parameters that a diagnostic of this code was made with. */
export function parametersOf<C extends DiagnosticCode>(found: Diagnostic, code: C): ParametersOf<C> | undefined {
  return found.code === code ? (found.parameters as ParametersOf<C> | undefined) : undefined;
}
