/** Python for tests: where there is one, and with PyTorch where there is one; HNAS_PYTHON names another. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { primitivesOf } from '../../../../dsl/graph/primitives-of.ts';
import { modelWeights } from '../../../../engine/evaluate/train/model.ts';
import { kerasSource } from '../../../../engine/export/keras/source.ts';
import { kerasWeights } from '../../../../engine/export/keras/weights.ts';
import { torchSource } from '../../../../engine/export/torch/source.ts';
import { torchWeights } from '../../../../engine/export/torch/weights.ts';
import type { Weights } from '../../../../engine/export/onnx.ts';
import type { Subject } from '../../../../engine/export/subject.ts';
import type { Batch } from './forward.ts';

const candidates = [process.env['HNAS_PYTHON'], 'python3', '/usr/bin/python3'].flatMap((name) => name ?? []);

function first(statement: string): string | undefined {
  return candidates.find((python) => {
    try {
      execFileSync(python, ['-c', statement], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

export const python = first('import ast');
export const pythonWithTorch = first('import torch');
export const pythonWithKeras = first('import keras');
const scripts = join(import.meta.dirname, 'python');

export interface ModelCase {
  readonly subject: Subject;
  readonly weights: Weights;
  readonly batch: Batch;
}

export interface ModelAnswer {
  readonly parameters: number;
  readonly output: readonly number[];
  readonly shape: readonly number[];
}

export interface KerasAnswer {
  readonly error?: string;
  readonly parameters?: number;
  /** Without the batch. */
  readonly shape?: readonly number[];
  readonly document?: string;
}

/** Parameters of networks whose weights are loaded too. */
const MOST_LOADED = 300_000;

/** Builds each exported Keras model with the stand-in for Keras that counts weights, and loads weights into the smaller ones. */
export function runKeras(subjects: readonly Subject[]): readonly KerasAnswer[] {
  const sources = subjects.map((subject) => kerasSource(subject, { trained: true }));
  return inFolder(sources, (files, folder) => {
    subjects.forEach((subject, i) => {
      if (subject.costs.params > MOST_LOADED) return;
      // Where they go is what counts here, not what they are.
      const weights = modelWeights(primitivesOf(subject.network)).map(({ name, shape }) => {
        const size = shape.reduce((a, b) => a * b, 1);
        return [name, { shape, data: new Float32Array(size) }] as const;
      });
      const file = kerasWeights(subject, { tensors: Object.fromEntries(weights), about: {} });
      writeFileSync(join(folder, `case${i}.safetensors`), file);
    });
    const [from, to] = [join(folder, 'cases.json'), join(folder, 'answers.json')];
    writeFileSync(from, JSON.stringify(files));
    runPython([join(scripts, 'run_keras.py'), from, to]);
    return JSON.parse(readFileSync(to, 'utf8')) as KerasAnswer[];
  });
}

/** Fails where one of the sources is no Python. */
export function parsePython(sources: readonly string[]): void {
  inFolder(sources, (files) => runPython([join(scripts, 'parse.py'), ...files]));
}

function runPython(args: readonly string[]): void {
  if (python === undefined) throw new Error('there is no python3');
  execFileSync(python, ['-B', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

function inFolder<T>(sources: readonly string[], work: (files: readonly string[], folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-python-'));
  try {
    const files = sources.map((source, i) => {
      const file = join(folder, `case${i}.py`);
      writeFileSync(file, source);
      return file;
    });
    return work(files, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads each exported module with the weights and runs it: all cases in one process, since PyTorch takes seconds to load. */
export function runTorch(cases: readonly ModelCase[]): readonly ModelAnswer[] {
  if (pythonWithTorch === undefined) throw new Error('there is no python3 with torch');
  return runCases(pythonWithTorch, 'run_torch.py', cases, ({ subject, weights }) => ({
    source: torchSource(subject, { trained: true }),
    values: torchWeights(subject, { tensors: weights, about: {} }),
  }));
}

/** The same in Keras itself. */
export function runRealKeras(cases: readonly ModelCase[]): readonly ModelAnswer[] {
  if (pythonWithKeras === undefined) throw new Error('there is no python3 with keras');
  return runCases(pythonWithKeras, 'run_real_keras.py', cases, ({ subject, weights }) => ({
    source: kerasSource(subject, { trained: true }),
    values: kerasWeights(subject, { tensors: weights, about: {} }),
  }));
}

function runCases(
  program: string,
  script: string,
  cases: readonly ModelCase[],
  write: (given: ModelCase) => { readonly source: string; readonly values: Uint8Array },
): readonly ModelAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), 'hnas-python-'));
  try {
    const manifest = cases.map((given, i) => {
      const [source, input] = [join(folder, `case${i}.py`), join(folder, `case${i}.input`)];
      const written = write(given);
      writeFileSync(source, written.source);
      writeFileSync(join(folder, `case${i}.safetensors`), written.values);
      writeFileSync(input, given.batch.data);
      return { source, input, shape: given.batch.shape };
    });
    const [from, to] = [join(folder, 'cases.json'), join(folder, 'answers.json')];
    writeFileSync(from, JSON.stringify(manifest));
    execFileSync(program, [join(scripts, script), from, to], { stdio: ['ignore', 'ignore', 'pipe'] });
    return JSON.parse(readFileSync(to, 'utf8')) as ModelAnswer[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
