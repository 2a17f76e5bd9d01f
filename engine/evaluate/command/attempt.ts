/** One attempt at an evaluation: the program runs, its reports are kept and shown, early stopping looks at each, and its end is judged. */
import type { EvaluationProgress } from '../evaluator.ts';
import { stopsEarly } from './early-stop.ts';
import type { CommandOptions } from './options.ts';
import { readReport, type Report } from './report.ts';
import type { ReportLog } from './report-log.ts';
import { runProgram } from './run-program.ts';
import { lastLine, verdictOf, type Verdict } from './verdict.ts';

export interface Attempt {
  readonly options: CommandOptions;
  /** The program's path. */
  readonly program: string;
  /** What it runs in. */
  readonly folder: string;
  /** What is told of this evaluation: variables of the environment, and `{name}` in arguments. */
  readonly variables: Readonly<Record<string, string>>;
  readonly placeholders: Readonly<Record<string, string>>;
  /** The architecture's file. */
  readonly input: string;
  /** Its text. */
  readonly architecture: string;
  readonly log: ReportLog;
  readonly signal: AbortSignal | undefined;
  readonly onReport: (progress: EvaluationProgress) => void;
}

/** Rejects with the signal's reason when it is aborted. */
export async function attempt(given: Attempt): Promise<Verdict> {
  const { options, program, folder, variables, placeholders, input, log, architecture, signal, onReport } = given;
  let latest: Report | undefined;
  let result: Report | undefined;
  let talk: string | undefined;
  let stopped: string | undefined;
  const onLine = (line: string): string | undefined => {
    const report = readReport(line);
    if (report === undefined) {
      talk = lastLine(line.slice(0, 1000)) ?? talk;
      return undefined;
    }
    if (report.step === undefined) {
      result = { ...report, values: { ...result?.values, ...report.values }, odd: { ...result?.odd, ...report.odd } };
      return undefined;
    }
    latest = report;
    const lost = log.add(architecture, report);
    if (lost !== undefined) return lost;
    onReport(progressOf(report, options.metrics));
    const rule = options.earlyStop;
    if (rule === undefined) return undefined;
    stopped = stopsEarly(log.curve(architecture, rule.metric), log.others(architecture, rule.metric), rule);
    return stopped;
  };
  const end = await runProgram({
    program,
    args: options.run.slice(1).map((text) => filled(text, placeholders)),
    folder,
    env: { ...inherited(), ...options.env, ...variables },
    input,
    timeout: options.timeout,
    signal,
    onLine,
  });
  return verdictOf(end, { latest, result, talk, stopped }, options.metrics, options.timeout);
}

/** The engine's environment, without what the editor sets for the engine alone. */
function inherited(): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = process.env;
  return rest;
}

/** `{seed}` and the like; other braces stay. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );
}

function progressOf({ step = 0, of, values }: Report, wanted: readonly string[]): EvaluationProgress {
  const numbers = Object.entries(values)
    .toSorted(([a], [b]) => Number(wanted.includes(b)) - Number(wanted.includes(a)))
    .slice(0, 3)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  const place = of === undefined ? `step ${step}` : `step ${step} of ${of}`;
  const finite = Object.entries(values).filter(([, value]) => Number.isFinite(value));
  return {
    share: of === undefined || of <= 0 ? 0 : Math.min(1, step / of),
    doing: [place, ...numbers].join(', '),
    report: { step, of, values: new Map(finite) },
  };
}
