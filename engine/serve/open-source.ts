/** From the texts that an editor sends to an experiment with its space. Errors of the text are the editor's business: here they are one sentence. */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveExperiment } from '../../dsl/semantics/experiment.ts';
import type { Checked } from '../../dsl/diagnostics/diagnostic.ts';
import { loadProgram, type Program } from '../../dsl/semantics/program.ts';
import type { DecisionSpace } from '../../dsl/space/decision-space.ts';
import { lowerSpace } from '../../dsl/space/lower.ts';
import { readSpec } from '../cli/host.ts';
import type { Outcome } from '../data/outcome.ts';
import type { ModelSource } from '../protocol/messages.ts';
import type { ExperimentSpec } from '../search/experiment-spec.ts';

export function openSource(source: ModelSource): Outcome<ExperimentSpec> {
  const { entry, experiment } = source;
  const loaded = loadSource(source);
  if (loaded.value === undefined) return { error: loaded.diagnostics[0]?.message ?? `${entry} cannot be read` };
  const { value, diagnostics } = resolveExperiment(loaded.value, experiment);
  const wrong = [...loaded.diagnostics, ...diagnostics].find(({ severity }) => severity === 'error');
  if (wrong !== undefined) return { error: `experiment ${experiment} has an error: ${wrong.message}` };
  return value === undefined ? { error: `experiment ${experiment} cannot be resolved` } : { value };
}

/** A space of the source; its experiment may be any, or none. */
export function openSpace(source: ModelSource, name: string): Outcome<DecisionSpace> {
  const loaded = loadSource(source);
  if (loaded.value === undefined) return { error: loaded.diagnostics[0]?.message ?? `${source.entry} cannot be read` };
  const { value, diagnostics } = lowerSpace(loaded.value, name);
  const wrong = diagnostics.find(({ severity }) => severity === 'error');
  if (wrong !== undefined) return { error: `space ${name} has an error: ${wrong.message}` };
  return value === undefined ? { error: `there is no space ${name} that can be built` } : { value };
}

export function loadSource({ entry, files }: Pick<ModelSource, 'entry' | 'files'>): Checked<Program | undefined> {
  return loadProgram(entry, {
    read: (file) => {
      const text = files.get(file);
      if (text !== undefined) return { text };
      const path = pathOf(file);
      return path === undefined ? { error: 'it is not on the disk' } : readSpec(path);
    },
    resolve: (from, path) => {
      if (isUri(from)) return URL.parse(path, from)?.href ?? path;
      return isAbsolute(path) ? path : join(dirname(from), path);
    },
  });
}

/** Two letters at least: `c:` begins a path. */
const isUri = (file: string): boolean => /^[A-Za-z][\w+.-]+:/.test(file);

/** The path of a `file:` URI or of a plain path; undefined for what is not on the disk. */
export function pathOf(file: string): string | undefined {
  if (!isUri(file)) return resolve(file);
  try {
    return fileURLToPath(file);
  } catch {
    // Another scheme, or a host that this platform cannot name.
    return undefined;
  }
}
