/**
 * The evaluator `command`: a program of the user's measures each architecture. It gets the architecture as a file, and says its metrics as lines of JSON
 * (docs/commands.md). Nothing runs before an evaluation is asked for.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { basename, join } from 'node:path';
import { seededRandom } from '../../../dsl/random.ts';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { fail, ok, type Outcome } from '../../data/outcome.ts';
import type { Evaluation, EvaluationRequest, Evaluator } from '../evaluator.ts';
import { attempt } from './attempt.ts';
import { commandSlots, readCommandOptions, type CommandOptions } from './options.ts';
import { findProgram } from './program.ts';
import { openReportLog, reportFile, type ReportLog } from './report-log.ts';
import { slotsOf } from './slots.ts';
import type { Verdict } from './verdict.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

export interface CommandEvaluator extends Evaluator {
  /** What computes, for the record. */
  readonly backend: string;
}

/** Seconds between two notes of where an evaluation stands, and the longest wait before another attempt. */
const NOTE_EVERY = 20;
const LONGEST_WAIT = 600;

/** What an evaluation needs besides its request. */
interface Setting {
  readonly options: CommandOptions;
  readonly space: DecisionSpace;
  readonly program: string;
  readonly folder: string;
  readonly log: ReportLog;
}

/**
 * Opens the evaluator: the program is looked for, not run.
 *
 * @param options as written in `evaluator Name = command { ... }`; every one is checked
 * @param folder what the program runs in, and what its path is relative to
 */
export function openCommandEvaluator(
  options: Readonly<Record<string, unknown>>,
  space: DecisionSpace,
  folder: string,
): Outcome<CommandEvaluator> {
  const read = readCommandOptions(options);
  if ('error' in read) return read;
  const { run, metrics, env } = read.value;
  const program = findProgram(run[0] ?? '', folder, env['PATH'] ?? process.env['PATH'] ?? '');
  if ('error' in program) return fail(`evaluator command: ${program.error}`);
  const log = openReportLog(reportFile(options, space, folder));
  if ('error' in log) return fail(`evaluator command: ${log.error}`);
  const setting: Setting = { options: read.value, space, program: program.value, folder, log: log.value };
  const slots = slotsOf(commandSlots(read.value));
  return ok({
    name: 'command',
    backend: `command (${shown(run)})`,
    metrics,
    parts: read.value.parts,
    evaluate: async (request) => {
      const slot = await slots.take(request.signal);
      try {
        return await evaluate(request, slot, setting);
      } finally {
        slots.give(slot);
      }
    },
    close: async () => undefined,
  });
}

async function evaluate(request: EvaluationRequest, slot: number, setting: Setting): Promise<Evaluation> {
  const { architecture, resume, share = 1 } = request;
  const before = resume === undefined ? undefined : readNote(resume);
  const clock = performance.now();
  const seconds = (): number => (before?.seconds ?? 0) + (performance.now() - clock) / 1000;
  const { space, options, folder, log } = setting;
  const seed = seededRandom(request.seed)
    .fork('command')
    .int(2 ** 31);
  const opened = openWorkplace({
    ...{ space, architecture, format: options.format, seed, before: before?.job },
    jobs: join(folder, '.hnas', 'jobs'),
  });
  if ('error' in opened) return { status: 'failed', metrics: {}, seconds: seconds(), message: opened.error };
  const place = opened.value;
  const verdict = await attempts(request, slot, setting, place, seed, seconds);
  // An interruption never comes here: what the program kept in its folder is gone on from then, as it is after a part.
  const isPart = share < 1 && verdict.status === 'ok';
  if (isPart) await request.checkpoint?.(noteOf({ job: place.name, seconds: seconds() }), seconds());
  else place.remove();
  const lost = log.end(architecture, isPart ? 'part' : verdict.status);
  if (lost !== undefined && verdict.status === 'ok')
    return { status: 'failed', metrics: {}, seconds: seconds(), message: lost };
  const { status, metrics, why } = verdict;
  const accuracy = metrics['accuracy'];
  return {
    ...{ status, metrics, seconds: seconds() },
    ...(accuracy === undefined ? {} : { accuracy }),
    ...(why === undefined ? {} : { message: `${shown(options.run)} ${why}` }),
  };
}

/** One attempt, and further ones where it ended in a way that may pass. */
async function attempts(
  request: EvaluationRequest,
  slot: number,
  { options, program, folder, log }: Setting,
  place: Workplace,
  seed: number,
  seconds: () => number,
): Promise<Verdict> {
  const { architecture, signal, onProgress, checkpoint, share = 1 } = request;
  const gpu = options.gpus[slot % Math.max(1, options.gpus.length)];
  let noted = -Infinity;
  const note = (): void => {
    if (seconds() - noted < NOTE_EVERY) return;
    noted = seconds();
    void checkpoint?.(noteOf({ job: place.name, seconds: noted }), noted);
  };
  note();
  for (let number = 1; ; number++) {
    const again = number === 1 ? '' : `attempt ${number} of ${options.retries + 1}: `;
    const verdict = await attempt({
      ...{ options, program, folder, log, architecture, signal, input: place.file },
      placeholders: { architecture: place.file, folder: place.folder, seed: `${seed}` },
      variables: {
        HNAS_ARCHITECTURE: place.file,
        HNAS_FORMAT: options.format,
        HNAS_FOLDER: place.folder,
        HNAS_SEED: `${seed}`,
        HNAS_SHARE: `${share}`,
        HNAS_ATTEMPT: `${number}`,
        HNAS_SLOT: `${slot}`,
        ...(gpu === undefined ? {} : { CUDA_VISIBLE_DEVICES: gpu }),
      },
      onReport: (progress) => {
        onProgress?.({ ...progress, doing: `${again}${progress.doing}` });
        note();
      },
    });
    if (!verdict.isPassing || number > options.retries) {
      return number === 1 || verdict.why === undefined
        ? verdict
        : { ...verdict, why: `${verdict.why} (attempt ${number} of ${options.retries + 1})` };
    }
    const wait = Math.min(LONGEST_WAIT, options.retryAfter * 2 ** (number - 1));
    onProgress?.({ share: 0, doing: `${verdict.why}; again in ${Math.ceil(wait)} s` });
    await sleep(wait * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** Where an evaluation stood when it was interrupted: its folder, in which its program may go on. */
interface Note {
  readonly job: string;
  readonly seconds: number;
}

function noteOf(note: Note): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(note));
}

/** Undefined where it is none of this evaluator's: the evaluation begins anew. */
function readNote(data: Uint8Array): Note | undefined {
  try {
    const { job, seconds } = JSON.parse(new TextDecoder().decode(data)) as Partial<Record<keyof Note, unknown>>;
    return typeof job === 'string' && typeof seconds === 'number' && seconds >= 0 ? { job, seconds } : undefined;
  } catch {
    return undefined;
  }
}

/** `python3 train.py`: the program without its folder. */
function shown([program = '', ...args]: readonly string[]): string {
  const text = [basename(program), ...args].join(' ');
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
