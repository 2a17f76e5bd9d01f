/** What a program that has ended has measured: its metrics, or one sentence on why there are none. */
import { nearest } from '../../../dsl/semantics/suggest.ts';
import type { EvaluationStatus } from '../evaluator.ts';
import type { Report } from './report.ts';
import type { ProgramEnd } from './run-program.ts';

/** What it printed. */
export interface Printed {
  /** The last report of a training under way. */
  readonly latest: Report | undefined;
  /** All lines without a step, joined: later ones count. */
  readonly result: Report | undefined;
  /** The last line that was no report. */
  readonly talk: string | undefined;
  /** Why it was stopped early. */
  readonly stopped: string | undefined;
}

export interface Verdict {
  readonly status: EvaluationStatus;
  readonly metrics: Readonly<Record<string, number>>;
  /** Completes "the program ..."; there where the status is not `ok`. */
  readonly why?: string;
  /** Whether another attempt may end better. */
  readonly isPassing: boolean;
}

const failed = (why: string, isPassing = false): Verdict => ({ status: 'failed', metrics: {}, why, isPassing });

/** `wanted`: the metrics that it must report. */
export function verdictOf(end: ProgramEnd, printed: Printed, wanted: readonly string[], timeout: number): Verdict {
  const { latest, stopped } = printed;
  if (stopped !== undefined && latest !== undefined)
    return { status: 'diverged', metrics: finite(latest), why: stopped, isPassing: false };
  const errors = lastLine(end.errors);
  const said = errors === undefined ? '' : `: ${errors}`;
  switch (end.kind) {
    case 'exit':
      return end.code === 0 ? measured(printed, wanted, errors) : failed(`ended with code ${end.code}${said}`, true);
    case 'killed':
      return failed(`was killed by ${end.by}${end.by === 'SIGKILL' ? ', as the system does when memory runs out' : ''}${said}`, true); // prettier-ignore
    case 'timeout':
      return failed(`did not end within ${timeWords(timeout)} and was ended; allow more with "timeout"${said}`);
    case 'too-large':
      return failed(`printed ${end.what} and was ended; only metrics belong on its standard output`);
    case 'stopped':
    case 'not-started':
      return failed(end.why);
  }
}

function measured({ latest, result, talk }: Printed, wanted: readonly string[], errors: string | undefined): Verdict {
  const report = result ?? latest;
  if (report === undefined) {
    const said = talk ?? errors;
    const last = said === undefined ? 'printed nothing' : `printed no metrics; the last that it said is "${said}"`;
    return failed(`${last}; its result is a line of JSON such as ${example(wanted)}`);
  }
  const names = Object.keys(report.values);
  const lacking = wanted.find((name) => !Object.hasOwn(report.values, name));
  if (lacking !== undefined) {
    const odd = report.odd[lacking];
    if (odd !== undefined) return failed(`reported ${odd} as ${lacking}, which is no number`);
    const near = nearest(
      lacking,
      names.filter((name) => !wanted.includes(name)),
    );
    if (near !== undefined) return failed(`reported "${near}" but no ${lacking}; did you mean "${lacking}"?`);
    return failed(`reported ${names.length === 0 ? 'no numbers' : names.join(', ')} but no ${lacking}`);
  }
  const wrong = wanted.find((name) => !Number.isFinite(report.values[name]));
  if (wrong !== undefined) {
    const known = latest === undefined ? {} : finite(latest);
    const why = `reported NaN or infinity as ${wrong}`;
    return { status: 'diverged', metrics: { ...known, ...finite(report) }, why, isPassing: false };
  }
  const accuracy = report.values['accuracy'];
  if (accuracy !== undefined && !(accuracy >= 0 && accuracy <= 100))
    return failed(`reported an accuracy of ${accuracy}; accuracy is in percent, 0 to 100`);
  return { status: 'ok', metrics: finite(report), isPassing: false };
}

const finite = ({ values }: Report): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));

/** `{"accuracy": 91.2}`, with the metrics that are wanted. */
function example(wanted: readonly string[]): string {
  return `{${wanted.map((name) => `${JSON.stringify(name)}: ${name === 'accuracy' ? 91.2 : 0.5}`).join(', ')}}`;
}

/** The last line that says something, without what only a terminal understands. */
export function lastLine(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex -- these are what is taken away
  const plain = text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/[\u0000-\u0009\u000b-\u001f\u007f]+/g, '\n');
  const line = plain.split('\n').findLast((each) => each.trim() !== '');
  return line === undefined ? undefined : line.trim().slice(0, 300);
}

export function timeWords(seconds: number): string {
  for (const [unit, name] of [[3600, 'h'], [60, 'min']] as const) if (seconds >= unit && seconds % unit === 0) return `${seconds / unit} ${name}`; // prettier-ignore
  return `${Number(seconds.toPrecision(3))} s`;
}
