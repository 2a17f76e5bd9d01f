/** The folder of one evaluation, beside the spec: it holds the architecture's file, and whatever the program keeps there to go on from. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DecisionSpace } from '../../../dsl/space/decision-space.ts';
import { fail, fileError, ok, type Outcome } from '../../data/outcome.ts';
import { formatNamed } from '../../export/formats.ts';
import { subjectOf } from '../../export/subject.ts';

export interface Workplace {
  readonly folder: string;
  /** The folder's name, by which it is found again. */
  readonly name: string;
  /** The architecture's file in it. */
  readonly file: string;
  remove(): void;
}

/** What the architecture is called in its file: the class of the PyTorch source, the function of the Keras source. */
const NAME = 'Network';
const PREFIX = 'job-';

export interface Wanted {
  readonly space: DecisionSpace;
  /** Its text. */
  readonly architecture: string;
  readonly format: string;
  readonly seed: number;
  /** The folder that workplaces are in. */
  readonly jobs: string;
  /** The name of one that an interrupted evaluation had: taken up where it is still there. */
  readonly before: string | undefined;
}

export function openWorkplace({ space, architecture, format, seed, jobs, before }: Wanted): Outcome<Workplace> {
  const { value, diagnostics } = space.parse(architecture);
  if (value === undefined)
    return fail(`${architecture} is no architecture of ${space.name}: ${diagnostics[0]?.message}`);
  const written = formatNamed(format);
  if ('error' in written) return written;
  const content = written.value.write(subjectOf(space, value, NAME, seed));
  if ('error' in content) return content;
  try {
    mkdirSync(jobs, { recursive: true });
    const folder =
      before === undefined || !isThere(jobs, before) ? mkdtempSync(join(jobs, PREFIX)) : join(jobs, before);
    const file = join(folder, `architecture.${written.value.extension}`);
    writeFileSync(file, content.value);
    return ok({ folder, name: basename(folder), file, remove: () => removeFolder(folder) });
  } catch (problem) {
    return fail(`its folder in ${jobs} cannot be written: ${fileError(jobs, problem)}`);
  }
}

/** What cannot be deleted, as something still has it open, stays: nothing is lost by it. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    return;
  }
}

/** A name that leads elsewhere is none of ours. */
function isThere(jobs: string, name: string): boolean {
  if (!name.startsWith(PREFIX) || basename(name) !== name) return false;
  return statSync(join(jobs, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
}
